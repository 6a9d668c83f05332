/** A cell of a table of counts. */
export interface CountCell {
  readonly row: number;
  readonly column: number;
}

const costly = 1e9;

/**
 * Which cells of a table to hide so that none that must be hidden follows from the others by subtraction. Every row
 * adds up to a total that is known; so does every column, where one of the rows is the total of all others. A hidden
 * cell then follows from the others just where it is a bridge of the graph whose nodes are rows and columns and whose
 * edges are the hidden cells: without a bridge, some circle of cells can go up and down by one with all totals kept.
 *
 * @param counts rows by columns
 * @param isSmall whether a cell must be hidden
 * @param hasColumnTotals whether the columns add up to something known
 * @returns for each cell whether it is hidden
 * @see Gusfield 1988, doi:10.1137/0217034 (a graph of hidden cells)
 */
export function protectTable(
  counts: readonly (readonly number[])[],
  isSmall: (row: number, column: number) => boolean,
  hasColumnTotals = true,
): boolean[][] {
  const rows = counts.length;
  const columns = counts[0]?.length ?? 0;
  const hidden = counts.map((row, r) => row.map((_, c) => isSmall(r, c)));
  const cost = (r: number, c: number): number =>
    hidden[r]![c] ? 0 : counts[r]![c]! > 0 ? counts[r]![c]! : costly;
  if (!hasColumnTotals || rows < 2 || columns < 2) {
    for (let r = 0; r < rows; r++) {
      const own = hidden[r]!;
      if (own.filter(Boolean).length !== 1) continue;
      const other = cheapest(columns, (c) => (own[c] ? Number.POSITIVE_INFINITY : cost(r, c)));
      if (other >= 0) own[other] = true;
    }
    return hidden;
  }
  // Each turn closes a circle through one bridge; at the latest everything is hidden.
  for (let turn = 0; turn < rows * columns; turn++) {
    const bridge = firstBridge(hidden);
    if (bridge === null) break;
    const { row, column } = bridge;
    let best: CountCell | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        if (r === row || c === column) continue;
        const sum = cost(row, c) + cost(r, column) + cost(r, c);
        if (sum < least) {
          least = sum;
          best = { row: r, column: c };
        }
      }
    if (best === null) break;
    hidden[row]![best.column] = true;
    hidden[best.row]![column] = true;
    hidden[best.row]![best.column] = true;
  }
  return hidden;
}

function cheapest(count: number, cost: (at: number) => number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const own = cost(at);
    if (own < least) {
      least = own;
      best = at;
    }
  }
  return best;
}

/** A hidden cell that is alone between two parts of the graph. */
function firstBridge(hidden: readonly (readonly boolean[])[]): CountCell | null {
  for (const [row, cells] of hidden.entries())
    for (const [column, isHidden] of cells.entries()) {
      if (isHidden && !isTied(hidden, row, column)) return { row, column };
    }
  return null;
}

/** Whether the column can be reached from the row over other hidden cells. */
function isTied(hidden: readonly (readonly boolean[])[], row: number, column: number): boolean {
  const rows = new Set([row]);
  const columns = new Set<number>();
  const waiting = [row];
  for (let r = waiting.pop(); r !== undefined; r = waiting.pop()) {
    for (const [c, isHidden] of hidden[r]!.entries()) {
      if (!isHidden || columns.has(c) || (r === row && c === column)) continue;
      if (c === column) return true;
      columns.add(c);
      for (const [other, cells] of hidden.entries()) {
        if (cells[c] && !rows.has(other)) {
          rows.add(other);
          waiting.push(other);
        }
      }
    }
  }
  return false;
}
