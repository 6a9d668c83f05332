/** A stream of numbers from 0 to 1 by a seed. */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Changed copy of a file: cut short, bytes flipped, lengths made large, parts doubled or left out. */
export function mutate(bytes: Uint8Array, next: () => number): Uint8Array {
  const at = (most: number): number => Math.floor(next() * most);
  const kind = at(6);
  if (kind === 0) return bytes.slice(0, at(bytes.length));
  const out = bytes.slice();
  const head = Math.min(bytes.length, 4096);
  if (kind === 1) {
    const flips = 1 + at(Math.max(2, bytes.length * 0.0004 * 8));
    for (let i = 0; i < flips; i++) out[at(out.length)]! ^= 1 << at(8);
  } else if (kind === 2) {
    for (let i = 0; i < 4; i++) out[128 + at(Math.max(1, head - 128))] = at(256);
  } else if (kind === 3) {
    const p = at(Math.max(1, head - 4));
    const big = [0xffffffff, 0x7fffffff, 0xfffffff0, 0, 0x10000][at(5)]!;
    for (let i = 0; i < 4; i++) out[p + i] = (big >>> (8 * i)) & 0xff;
  } else {
    const [from, length] = [at(out.length), 1 + at(300)];
    const part = out.slice(from, from + length);
    const rest = out.slice(kind === 4 ? from : from + length);
    return new Uint8Array(Buffer.concat([out.slice(0, from), ...(kind === 4 ? [part] : []), rest]));
  }
  return out;
}
