/**
 * Sorts the readings of each unit by reader and keeps the first of each reader.
 *
 * @param starts first place of each unit, then the end
 * @param readers reader of each reading, changed
 * @param codes category of each reading, changed
 * @returns the kept readings and how many repeated ones were left out
 */
export function inReaderOrder(
  starts: Int32Array,
  readers: Int32Array,
  codes: Int32Array,
): { starts: Int32Array; readers: Int32Array; codes: Int32Array; repeatedCount: number } {
  const units = starts.length - 1;
  const outStarts = new Int32Array(starts.length);
  let to = 0;
  for (let u = 0; u < units; u++) {
    const from = starts[u]!;
    const end = starts[u + 1]!;
    // Few readings a unit, mostly in order already: insertion sort.
    for (let i = from + 1; i < end; i++) {
      const reader = readers[i]!;
      const code = codes[i]!;
      let j = i - 1;
      while (j >= from && readers[j]! > reader) {
        readers[j + 1] = readers[j]!;
        codes[j + 1] = codes[j]!;
        j--;
      }
      readers[j + 1] = reader;
      codes[j + 1] = code;
    }
    let before = -1;
    for (let i = from; i < end; i++) {
      const reader = readers[i]!;
      if (reader === before) continue;
      before = reader;
      codes[to] = codes[i]!;
      readers[to++] = reader;
    }
    outStarts[u + 1] = to;
  }
  const repeatedCount = readers.length - to;
  return {
    starts: outStarts,
    readers: readers.subarray(0, to),
    codes: codes.subarray(0, to),
    repeatedCount,
  };
}
