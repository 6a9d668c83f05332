/** Bytes of a number that most runs need no more than. */
const usual = 3;

/**
 * Runs of cells as few bytes: the gaps and lengths, each with seven bits a byte.
 *
 * @param runs first cell and cell behind the last of each run, ascending
 */
export function packRuns(runs: Float64Array): Uint8Array {
  let bytes = new Uint8Array(usual * runs.length + 16);
  let length = 0;
  let before = 0;
  for (const place of runs) {
    if (length + 10 > bytes.length) {
      const wider = new Uint8Array(2 * bytes.length);
      wider.set(bytes);
      bytes = wider;
    }
    // Not by shifts: a place in a long volume may need more than 32 bits.
    let rest = place - before;
    before = place;
    while (rest >= 128) {
      bytes[length++] = 128 + (rest % 128);
      rest = Math.floor(rest / 128);
    }
    bytes[length++] = rest;
  }
  return bytes.slice(0, length);
}

/** The runs that {@link packRuns} packed. */
export function unpackRuns(bytes: Uint8Array): Float64Array {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count += 1;
  const runs = new Float64Array(count);
  let at = 0;
  let place = 0;
  let step = 1;
  for (const byte of bytes) {
    place += (byte % 128) * step;
    step *= 128;
    if (byte >= 128) continue;
    runs[at++] = place;
    step = 1;
  }
  return runs;
}
