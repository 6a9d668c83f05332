import { labelSampling } from '@equipoise/annotation';
import { type AuditSettings, labelUncertainty, measure } from '@equipoise/audit';
import type { Study } from '@equipoise/domain';
import {
  createInProcessRunner,
  type LabelCell,
  type LabelLimits,
  type LabelMeasure,
  type LabelStudy,
  labelRows,
  labelStudy,
  labelThreshold,
  type VerifyRow,
} from '@equipoise/stats';

const metrics = ['auroc', 'sensitivity'] as const;

function settingsOf(seed: number): AuditSettings {
  return {
    level: 0.95,
    replicates: 199,
    permutations: 0,
    seed,
    metrics,
    margins: { auroc: 0.03, sensitivity: 0.05 },
    thresholds: [
      {
        task: 'finding',
        model: 'model',
        threshold: labelThreshold,
        source: 'declared',
        isValidated: true,
        note: '',
      },
    ],
    reference: 'rest',
    intersectDepth: 0,
    prevalence: null,
    thresholdRange: null,
  };
}

/** A simulated study as an audit sees it: the majority is the label that is given. */
function asStudy({ score, group, answers, majority }: LabelStudy, readers: number): Study {
  const rowCount = score.length;
  return {
    rowCount,
    patient: Int32Array.from(score, (_, i) => i),
    patientCount: rowCount,
    unit: 'patient',
    weight: null,
    attributes: [
      {
        name: 'group',
        source: 'simulated',
        levels: ['a', 'b'],
        codes: group,
        missingLevel: -1,
        isOrdered: false,
        role: 'group',
        values: null,
        closedSide: null,
      },
    ],
    predictions: [
      {
        task: 'finding',
        model: 'model',
        kind: 'binary',
        present: new Uint8Array(rowCount).fill(1),
        leftOut: [],
        label: Float64Array.from(majority),
        classes: null,
        scores: [score],
        decision: null,
        isProbability: false,
        scoreName: 'score',
        labelName: 'majority',
      },
    ],
    labels: [
      {
        task: 'finding',
        // The second way to draw, one reader a case, is not what is simulated here.
        source: 'distribution',
        readerNames: Array.from({ length: readers }, (_, r) => `Reader ${r + 1}`),
        starts: Int32Array.from({ length: rowCount + 1 }, (_, i) => i * readers),
        reader: Int32Array.from(answers, (_, k) => k % readers),
        answer: Int32Array.from(answers),
        probability: null,
        unmatchedCaseCount: 0,
        unusedReadingCount: 0,
      },
    ],
  };
}

async function limitsOf(study: Study, seed: number): Promise<LabelLimits> {
  const engine = createInProcessRunner();
  const settings = settingsOf(seed);
  const runs = await measure(study, settings, engine);
  const { evidence } = await labelUncertainty.run(study, {
    settings,
    engine,
    runs,
    wholeRuns: [],
    labelSampling,
  });
  type Found = Partial<Record<LabelMeasure, readonly [number, number]>>;
  const found: { without: Found; with: Found } = { without: {}, with: {} };
  let isDoubtful = false;
  for (const entry of evidence) {
    if (entry.kind !== 'label-uncertainty') continue;
    if (entry.attribute === null) isDoubtful = entry.data.doubts.length > 0;
    for (const row of entry.data.rows) {
      const metric = metrics.find((id) => id === row.metric);
      const isOverall = row.level === null;
      const isGap = row.level === 'b' && row.versus === 'rest';
      if (metric === undefined || !(isOverall || isGap)) continue;
      const measured: LabelMeasure = isGap ? `gap in ${metric}` : metric;
      for (const road of ['without', 'with'] as const) {
        const { low, high } = row[road];
        if (low !== null && high !== null) found[road][measured] = [low, high];
      }
    }
  }
  return { ...found, isDoubtful };
}

/**
 * Simulates one design of label uncertainty through the audit itself: readings in, limits out.
 *
 * @param cell one of `labelCells`
 * @param seed seed of the whole simulation; equal seeds give equal rows
 * @param onRun called after each study
 * @param signal stops between studies
 * @returns null when stopped
 */
export async function runLabelCell(
  cell: LabelCell,
  seed: number,
  onRun: () => void,
  signal?: AbortSignal,
): Promise<VerifyRow[] | null> {
  const found: LabelLimits[] = [];
  for (let run = 0; run < cell.runs; run++) {
    if (signal?.aborted === true) return null;
    const study = asStudy(labelStudy(cell.design, seed, run), cell.design.readers);
    found.push(await limitsOf(study, seed + run));
    onRun();
    // Lets the messages of the threads in.
    if (run % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return labelRows(cell, found);
}
