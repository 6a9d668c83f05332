import { benjaminiHochberg, benjaminiYekutieli } from '../multiplicity/adjust.ts';
import { randomStream } from '../random.ts';
import { normalQuantile, normalTwoSided } from '../special/normal.ts';
import { verifyRow } from './row.ts';
import type { DiscoveryDesign, VerifyProgress, VerifyRow } from './types.ts';

const alpha = 0.05;
const effectSize = 3;

/** Share of false among all discoveries of one simulated family of tests; 0 without discoveries. */
function falseShare(design: DiscoveryDesign, seed: number, run: number): number {
  const { tests, effects, correlation, method } = design;
  const uniform = randomStream(seed, tests, effects, Math.round(100 * correlation), run);
  const normal = (): number => normalQuantile(Math.max(1e-12, uniform()));
  const shared = Math.sqrt(correlation) * normal();
  const own = Math.sqrt(1 - correlation);
  const p = Float64Array.from({ length: tests }, (_, i) =>
    normalTwoSided(shared + own * normal() + (i < effects ? effectSize : 0)),
  );
  const adjusted = method === 'benjamini-hochberg' ? benjaminiHochberg(p) : benjaminiYekutieli(p);
  let wrong = 0;
  let found = 0;
  adjusted.forEach((q, i) => {
    if (q === null || q > alpha) return;
    found++;
    if (i >= effects) wrong++;
  });
  return found === 0 ? 0 : wrong / found;
}

/**
 * False discovery rate of a step-up procedure on equally correlated tests (C3).
 *
 * @param design number of tests, of true effects, correlation, method
 * @param seed seed of the cell
 * @param runs simulated families
 * @param onProgress called now and then
 */
export function discoveryCell(
  design: DiscoveryDesign,
  seed: number,
  runs: number,
  onProgress?: VerifyProgress,
): VerifyRow[] {
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    sum += falseShare(design, seed, run);
    if (run % 100 === 99) onProgress?.(run + 1, runs);
  }
  onProgress?.(runs, runs);
  return [
    verifyRow({
      claim: 'C3',
      design: `${design.tests} tests, ${design.effects} effects, correlation ${design.correlation}, ${design.method}`,
      measure: 'false discovery rate',
      nominal: alpha,
      band: [0, alpha + 0.01],
      hits: sum,
      runs,
    }),
  ];
}
