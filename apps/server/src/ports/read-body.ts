import { refuse } from '../http/refuse.ts';

/**
 * The body of a foreign server's answer, up to a size: what it sends beyond is not read.
 *
 * @throws room/away when it is larger, or breaks off
 */
export async function readBody(response: Response, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = (): never =>
    refuse(
      'room/away',
      `The DICOMweb server sent more than ${mostBytes} bytes at once.`,
      'Take in the files by hand, or ask for less.',
    );
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > mostBytes) break;
      chunks.push(chunk);
    }
  } catch {
    return refuse('room/away', 'The DICOMweb server broke off.', 'Try again later.');
  }
  return size > mostBytes ? tooLarge() : Buffer.concat(chunks);
}
