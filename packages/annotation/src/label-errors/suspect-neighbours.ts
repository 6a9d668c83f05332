import type { Embeddings } from './label-errors-input.ts';

const neighbourCount = 10;
const mostCompared = 20_000;

/**
 * For suspects only: share of the nearest other cases with another label. Cosine distance; of very many cases an
 * even sample is compared.
 *
 * @param rows suspects
 * @param labels class of every row, -1 = none
 * @param embeddings vectors
 * @returns share by suspect, 0 to 1; null where a suspect has no vector
 */
export function suspectNeighbours(
  rows: readonly number[],
  labels: Int32Array,
  { dimension, values }: Embeddings,
): (number | null)[] {
  const isThere = (row: number): boolean => !Number.isNaN(values[row * dimension]!);
  const all: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0 && isThere(i)) all.push(i);
  const step = Math.max(1, Math.ceil(all.length / mostCompared));
  const others = step === 1 ? all : all.filter((_, at) => at % step === 0);
  const norm = (row: number): number => {
    let sum = 0;
    for (let j = 0; j < dimension; j++)
      sum += values[row * dimension + j]! * values[row * dimension + j]!;
    return Math.sqrt(sum);
  };
  const norms = Float64Array.from(others, norm);
  return rows.map((row) => {
    if (!isThere(row)) return null;
    const best = new Float64Array(neighbourCount).fill(-Infinity);
    const bestRow = new Int32Array(neighbourCount).fill(-1);
    const own = norm(row);
    others.forEach((other, at) => {
      if (other === row) return;
      let dot = 0;
      for (let j = 0; j < dimension; j++) {
        dot += values[row * dimension + j]! * values[other * dimension + j]!;
      }
      const likeness = own > 0 && norms[at]! > 0 ? dot / (own * norms[at]!) : -1;
      if (!(likeness > best[neighbourCount - 1]!)) return;
      let place = neighbourCount - 1;
      for (; place > 0 && best[place - 1]! < likeness; place--) {
        best[place] = best[place - 1]!;
        bestRow[place] = bestRow[place - 1]!;
      }
      best[place] = likeness;
      bestRow[place] = other;
    });
    const found = bestRow.filter((one) => one >= 0);
    if (found.length === 0) return null;
    return found.filter((one) => labels[one] !== labels[row]).length / found.length;
  });
}
