/** A move of one case from one reader to another. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** The least chain of moves that takes a case from an overloaded reader to one with room; null when there is none. */
function findChain(
  start: number,
  given: readonly number[][],
  able: readonly (readonly number[])[],
  isLighter: (who: number) => boolean,
  readerCount: number,
): Move[] | null {
  const holders: number[][] = Array.from({ length: readerCount }, () => []);
  given.forEach((readers, at) => {
    for (const who of readers) holders[who]!.push(at);
  });
  const cameBy: (Move | null)[] = new Array<Move | null>(readerCount).fill(null);
  const seen = new Uint8Array(readerCount);
  seen[start] = 1;
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    const from = queue[head]!;
    for (const at of holders[from]!) {
      for (const to of able[at]!) {
        if (seen[to] === 1 || given[at]!.includes(to)) continue;
        seen[to] = 1;
        cameBy[to] = { from, to, at };
        if (isLighter(to)) {
          const chain: Move[] = [];
          for (
            let move: Move | null = cameBy[to] ?? null;
            move !== null;
            move = cameBy[move.from] ?? null
          ) {
            chain.unshift(move);
          }
          return chain;
        }
        queue.push(to);
      }
      if (queue.length === readerCount) break;
    }
  }
  return null;
}

/**
 * Moves cases until no chain of moves makes loads more equal: a reader passes a case on when another, reached over any
 * number of readers, would still carry less afterwards. Loads are weighed by capacity.
 *
 * @param given readers of each case, changed
 * @param able readers who may have each case
 * @param load cases of each reader, changed
 * @param capacity share of work of each reader
 */
export function balanceLoads(
  given: number[][],
  able: readonly (readonly number[])[],
  load: Float64Array,
  capacity: Float64Array,
): void {
  const readerCount = load.length;
  const settled = new Uint8Array(readerCount);
  for (;;) {
    let start = -1;
    for (let who = 0; who < readerCount; who += 1) {
      if (settled[who] === 1) continue;
      if (start < 0 || load[who]! / capacity[who]! > load[start]! / capacity[start]!) start = who;
    }
    if (start < 0) return;
    const before = load[start]! / capacity[start]!;
    const isLighter = (who: number): boolean => (load[who]! + 1) / capacity[who]! < before - 1e-9;
    const chain = findChain(start, given, able, isLighter, readerCount);
    if (chain === null) {
      settled[start] = 1;
      continue;
    }
    for (const { from, to, at } of chain) {
      const place = given[at]!.indexOf(from);
      given[at]![place] = to;
    }
    const end = chain[chain.length - 1]!.to;
    load[start] = load[start]! - 1;
    load[end] = load[end]! + 1;
    settled.fill(0);
  }
}
