import { fail } from '../../errors.ts';

/**
 * Undoes raw deflate with what the browser has built in.
 *
 * @param packed raw deflate
 * @param length how many bytes must come out
 * @throws web/bad-frame when more or fewer come out or the bytes are broken
 */
export async function inflateRaw(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let at = 0;
  try {
    // A view of shared memory never gets here: the bytes come from a response.
    const body = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
    const reader = body.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (at + next.value.length > length) {
        await reader.cancel();
        at = Infinity;
        break;
      }
      out.set(next.value, at);
      at += next.value.length;
    }
  } catch (cause) {
    return fail('web/bad-frame', 'A stored frame is broken.', 'Fetch it again.', cause);
  }
  if (at !== length) fail('web/bad-frame', 'A stored frame has another length.', 'Fetch it again.');
  return out;
}
