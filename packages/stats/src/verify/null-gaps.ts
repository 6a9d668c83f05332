import { runEngine } from '../engine/run-in-process.ts';
import type { EngineJob } from '../engine/types.ts';
import { randomStream } from '../random.ts';
import { betaQuantile } from '../special/beta.ts';
import { normalQuantile } from '../special/normal.ts';
import { verifyRow } from './row.ts';
import type { NullDesign, VerifyProgress, VerifyRow } from './types.ts';

const meanCorrect = 0.8;
const prevalence = 0.3;

/**
 * One study: levels are given to patients at random, and patients differ in a skewed way. For rates a
 * patient's share of right answers is beta distributed with the design's intraclass correlation; for ranks
 * the patient's effect on the score is a centred exponential.
 */
export function nullStudy(design: NullDesign, seed: number, run: number): EngineJob {
  const { levels, patients, icc, images, metric } = design;
  const uniform = randomStream(seed, levels, patients, Math.round(1000 * icc), run);
  const open = (): number => Math.max(1e-12, uniform());
  const rowCount = patients * images;
  const patient = new Int32Array(rowCount);
  const codes = new Int32Array(rowCount);
  const label = new Uint8Array(rowCount);
  const decision = new Uint8Array(rowCount);
  const score = metric === 'auroc' ? new Float64Array(rowCount) : null;
  const size = icc > 0 ? (1 - icc) / icc : 0;
  for (let p = 0, i = 0; p < patients; p++) {
    const level = Math.floor(uniform() * levels);
    const draw = open();
    const right =
      icc > 0 ? betaQuantile(draw, meanCorrect * size, (1 - meanCorrect) * size) : meanCorrect;
    const effect = Math.sqrt(icc) * (-Math.log(draw) - 1);
    for (let j = 0; j < images; j++, i++) {
      patient[i] = p;
      codes[i] = level;
      const y = uniform() < prevalence ? 1 : 0;
      label[i] = y;
      decision[i] = uniform() < right ? y : 1 - y;
      if (score !== null) score[i] = 1.2 * y + effect + Math.sqrt(1 - icc) * normalQuantile(open());
    }
  }
  return {
    rowCount,
    patientCount: patients,
    patient,
    label,
    score,
    decision,
    loss: [],
    rowWeight: null,
    attributes: [{ codes, levelCount: levels }],
    metrics: [metric],
    replicates: design.replicates,
    permutations: design.permutations,
    level: 0.95,
    seed: seed + 1,
    stream: run,
    fixedSeMaxT: design.fixedSe === true,
  };
}

/**
 * How often limits of gaps exclude 0 when there is no gap (C2): one gap alone, any gap of the family, and
 * the omnibus permutation test.
 *
 * @param design levels, patients, correlation and metric
 * @param seed seed of the cell
 * @param runs number of simulated studies
 * @param onProgress called now and then
 */
export function nullGapCell(
  design: NullDesign,
  seed: number,
  runs: number,
  onProgress?: VerifyProgress,
): VerifyRow[] {
  let pairwise = 0;
  let pairwiseRuns = 0;
  let family = 0;
  let familyRuns = 0;
  let omnibus = 0;
  let omnibusRuns = 0;
  for (let run = 0; run < runs; run++) {
    const found = runEngine(nullStudy(design, seed, run)).metrics[0]!.attributes[0]!;
    const gaps = found.versusRest.gaps.filter((gap) => gap.simultaneous !== null);
    const alone = gaps[0]?.unadjusted ?? null;
    if (alone !== null) {
      pairwiseRuns++;
      if (alone[0] <= 0 && 0 <= alone[1]) pairwise++;
    }
    if (gaps.length > 0) {
      familyRuns++;
      if (gaps.some(({ simultaneous: s }) => s !== null && (s[0] > 0 || s[1] < 0))) family++;
    }
    if (found.omnibus.p !== null) {
      omnibusRuns++;
      if (found.omnibus.p <= 0.05) omnibus++;
    }
    onProgress?.(run + 1, runs);
  }
  const claim = design.fixedSe === true ? 'M18' : 'C2';
  const correlation = design.icc === 0 ? '0' : design.icc.toFixed(2);
  const shared = {
    claim,
    design: `${design.levels} levels, ${design.patients} patients × ${design.images} images, ICC ${correlation}, ${design.metric}`,
  } as const;
  const error: [number, number] = [0.035, 0.065];
  const rows = [
    verifyRow({
      ...shared,
      measure:
        design.fixedSe === true ? 'family-wise error, fixed standard errors' : 'family-wise error',
      nominal: 0.05,
      band: error,
      hits: family,
      runs: familyRuns,
      undefinedRuns: runs - familyRuns,
    }),
  ];
  if (design.fixedSe === true) return rows;
  rows.push(
    verifyRow({
      ...shared,
      measure: 'one gap contains 0',
      nominal: 0.95,
      band: [0.93, 0.97],
      hits: pairwise,
      runs: pairwiseRuns,
      undefinedRuns: runs - pairwiseRuns,
    }),
  );
  if (design.permutations > 0) {
    rows.push(
      verifyRow({
        ...shared,
        measure: 'omnibus permutation rejects',
        nominal: 0.05,
        band: error,
        hits: omnibus,
        runs: omnibusRuns,
        undefinedRuns: runs - omnibusRuns,
      }),
    );
  }
  return rows;
}
