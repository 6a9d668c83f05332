/** Neighbours a node may have. */
export const neighbourSlots = 8;

/** A graph whose nodes hang on a source, on a sink and on up to eight neighbours each. */
export interface CutGraph {
  readonly count: number;
  /** Neighbour in each slot of each node, -1 for none. The neighbour in slot s has this node in slot 7 - s. */
  readonly neighbours: Int32Array;
  /** Capacity towards that neighbour, whole and not negative; changed. */
  readonly capacities: Int32Array;
  /** Positive: capacity from the source; negative: towards the sink; changed. */
  readonly terminals: Int32Array;
}

const none = -1;
const terminal = -2;
const orphan = -3;

/**
 * Smallest cut between source and sink, by two search trees that are kept between augmentations.
 *
 * @param graph used up
 * @returns 1 for nodes on the side of the source, else 0
 * @see Boykov & Kolmogorov 2004, doi:10.1109/TPAMI.2004.60
 */
export function minCut(graph: CutGraph): Uint8Array {
  const { count, neighbours, capacities, terminals } = graph;
  // 0 free, 1 tree of the source, 2 tree of the sink.
  const tree = new Uint8Array(count);
  // Slot of the parent, or one of the three marks above.
  const parents = new Int8Array(count).fill(none);
  const seen = new Int32Array(count);
  const depth = new Int32Array(count);
  const isQueued = new Uint8Array(count);
  const queue = new Int32Array(count + 1);
  let [head, tail, time] = [0, 0, 0];
  const orphans: number[] = [];

  const activate = (node: number): void => {
    if (isQueued[node] === 1) return;
    isQueued[node] = 1;
    queue[tail] = node;
    tail = tail === count ? 0 : tail + 1;
  };
  /** What still fits from the side of the source to that of the sink through a slot of a node of a tree. */
  const room = (node: number, slot: number, other: number, side: number): number =>
    capacities[side === 1 ? node * 8 + slot : other * 8 + 7 - slot]!;

  for (let node = 0; node < count; node++) {
    if (terminals[node] === 0) continue;
    tree[node] = terminals[node]! > 0 ? 1 : 2;
    parents[node] = terminal;
    depth[node] = 1;
    activate(node);
  }

  /** Pushes what fits along the path through a slot between the trees; nodes cut off become orphans. */
  const augment = (from: number, slot: number): void => {
    let most = capacities[from * 8 + slot]!;
    const to = neighbours[from * 8 + slot]!;
    for (let node = from; ; ) {
      const up = parents[node]!;
      if (up === terminal) {
        most = Math.min(most, terminals[node]!);
        break;
      }
      const next = neighbours[node * 8 + up]!;
      most = Math.min(most, capacities[next * 8 + 7 - up]!);
      node = next;
    }
    for (let node = to; ; ) {
      const up = parents[node]!;
      if (up === terminal) {
        most = Math.min(most, -terminals[node]!);
        break;
      }
      most = Math.min(most, capacities[node * 8 + up]!);
      node = neighbours[node * 8 + up]!;
    }
    capacities[from * 8 + slot]! -= most;
    capacities[to * 8 + 7 - slot]! += most;
    for (let node = from; ; ) {
      const up = parents[node]!;
      if (up === terminal) {
        terminals[node]! -= most;
        if (terminals[node] === 0) disown(node);
        break;
      }
      const next = neighbours[node * 8 + up]!;
      capacities[node * 8 + up]! += most;
      capacities[next * 8 + 7 - up]! -= most;
      if (capacities[next * 8 + 7 - up] === 0) disown(node);
      node = next;
    }
    for (let node = to; ; ) {
      const up = parents[node]!;
      if (up === terminal) {
        terminals[node]! += most;
        if (terminals[node] === 0) disown(node);
        break;
      }
      const next = neighbours[node * 8 + up]!;
      capacities[next * 8 + 7 - up]! += most;
      capacities[node * 8 + up]! -= most;
      if (capacities[node * 8 + up] === 0) disown(node);
      node = next;
    }
  };
  const disown = (node: number): void => {
    parents[node] = orphan;
    orphans.push(node);
  };

  /** Steps from a node to its terminal; 0 where the way ends at an orphan. Marks what it passes. */
  const rootDepth = (start: number): number => {
    let steps = 0;
    for (let node = start; ; ) {
      if (seen[node] === time) {
        steps += depth[node]!;
        break;
      }
      steps += 1;
      const up = parents[node]!;
      if (up === terminal) {
        seen[node] = time;
        depth[node] = 1;
        break;
      }
      if (up < 0) return 0;
      node = neighbours[node * 8 + up]!;
    }
    let left = steps;
    for (let node = start; seen[node] !== time; left--) {
      seen[node] = time;
      depth[node] = left;
      node = neighbours[node * 8 + parents[node]!]!;
    }
    return steps;
  };

  /** Finds an orphan a new parent of its tree, or sets it free and its children with it. */
  const adopt = (node: number): void => {
    const side = tree[node]!;
    let [best, bestDepth] = [none, Number.MAX_SAFE_INTEGER];
    for (let slot = 0; slot < 8; slot++) {
      const other = neighbours[node * 8 + slot]!;
      if (other < 0 || tree[other] !== side) continue;
      // Flow comes from the parent in the source's tree and goes to it in the sink's.
      if (room(other, 7 - slot, node, side) === 0) continue;
      const steps = rootDepth(other);
      if (steps > 0 && steps < bestDepth) [best, bestDepth] = [slot, steps];
    }
    if (best >= 0) {
      parents[node] = best;
      seen[node] = time;
      depth[node] = bestDepth + 1;
      return;
    }
    for (let slot = 0; slot < 8; slot++) {
      const other = neighbours[node * 8 + slot]!;
      if (other < 0 || tree[other] !== side) continue;
      if (room(other, 7 - slot, node, side) > 0) activate(other);
      const up = parents[other]!;
      if (up >= 0 && neighbours[other * 8 + up] === node) disown(other);
    }
    tree[node] = 0;
    parents[node] = none;
  };

  while (head !== tail) {
    const node = queue[head]!;
    const side = tree[node]!;
    let meeting = none;
    for (let slot = 0; slot < 8 && side !== 0; slot++) {
      const other = neighbours[node * 8 + slot]!;
      if (other < 0 || room(node, slot, other, side) === 0) continue;
      if (tree[other] === 0) {
        tree[other] = side;
        parents[other] = 7 - slot;
        seen[other] = seen[node]!;
        depth[other] = depth[node]! + 1;
        activate(other);
      } else if (tree[other] !== side) {
        meeting = slot;
        break;
      } else if (seen[other]! <= seen[node]! && depth[other]! > depth[node]! + 1) {
        parents[other] = 7 - slot;
        seen[other] = seen[node]!;
        depth[other] = depth[node]! + 1;
      }
    }
    if (meeting < 0) {
      head = head === count ? 0 : head + 1;
      isQueued[node] = 0;
      continue;
    }
    time += 1;
    const other = neighbours[node * 8 + meeting]!;
    if (side === 1) augment(node, meeting);
    else augment(other, 7 - meeting);
    for (let one = orphans.pop(); one !== undefined; one = orphans.pop()) adopt(one);
  }
  return tree.map((side) => (side === 1 ? 1 : 0));
}
