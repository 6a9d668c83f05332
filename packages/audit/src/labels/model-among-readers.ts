import type { EvidenceOf, Figure, Finding, ReaderStanding, Study } from '@equipoise/domain';
import { type Linearised, minus, plus, scaled, wilson } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import {
  aurocOfRows,
  countsOfRows,
  differenceFigure,
  linearisedRate,
  proportionFigure,
  undefinedFigure,
} from '../frame/rates.ts';
import { sayLevel } from '../frame/wording.ts';
import { labelEvidence, type RunEvidence } from './label-evidence.ts';
import { answersOf, inNameOrder } from './label-noise.ts';
import { type Compared, exceededShare } from './rank-among-readers.ts';

/** The model against each reader, and inside the readers' own spread. */
export const modelAmongReaders: AuditSpec = defineAudit({
  id: 'model-among-readers',
  title: 'The model among the readers',
  question: 'Measured against each reader, and beside each reader, where does the model stand?',
  items: [17],
  needs: 'answers of several readers (--readings) and scores or decisions',
  sources: ['doi:10.2307/2531595', 'doi:10.2307/2533958'],
  run(study, context): Promise<AuditOutcome> {
    const found = context.runs.flatMap((run) => standOf(study, run, context));
    return Promise.resolve(
      found.length === 0
        ? notAssessed('answers of several readers (--readings) and scores or decisions')
        : {
            estimates: [],
            findings: found.flatMap(({ finding }) => (finding === null ? [] : [finding])),
            evidence: found.map(({ evidence }) => evidence),
            needs: null,
          },
    );
  },
});

interface Standing {
  readonly evidence: EvidenceOf<'model-among-readers'>;
  readonly finding: Finding | null;
}

function standOf(study: Study, run: PredictionRun, context: AuditContext): Standing[] {
  const found = labelEvidence(run, study, null);
  if (found === null || found.labels.source !== 'readings') return [];
  const all = found.labels.readerNames.map((_, r) => answersOf(found.evidence, r));
  const stands = inNameOrder(found.labels.readerNames).map((r) =>
    standBeside(run, found, all, r, context),
  );
  const compared = stands.flatMap(({ compared: one }) => (one === null ? [] : [one]));
  const readers = stands.flatMap(({ row }) => (row.caseCount === 0 ? [] : [row]));
  if (readers.length < 2) return [];
  const { exceeded, rank, replicates } = exceededShare(run, compared, context);
  const base = evidenceBase(
    'model-among-readers',
    modelAmongReaders.id,
    run,
    null,
    'The model among the readers',
  );
  return [
    {
      evidence: {
        ...base,
        data: { readers, rank, comparedReaderCount: compared.length, exceeded, replicates },
      },
      finding: rankFinding(run, base.id, rank, compared.length, exceeded, context),
    },
  ];
}

/** Rows of a run with other labels or decisions on them. */
type Rows = Pick<PredictionRun, 'job'>;

function withLabel(run: Rows, label: Uint8Array): Rows {
  return { job: { ...run.job, label } };
}

function withDecision(run: Rows, decision: Uint8Array): Rows {
  return { job: { ...run.job, decision } };
}

function standBeside(
  run: PredictionRun,
  { labels }: RunEvidence,
  all: readonly Int8Array[],
  r: number,
  context: AuditContext,
): { row: ReaderStanding; compared: Compared | null } {
  const said = all[r]!;
  const { level } = context.settings;
  const rows = rowsWhere(said, (value) => value >= 0);
  const against = withLabel(run, toLabel(said));
  const counts = countsOfRows(against, rows);
  const others = majorityOfOthers(all, r);
  const shared = rowsWhere(others, (value, i) => value >= 0 && said[i]! >= 0);
  const reference = withLabel(run, toLabel(others));
  const asReader = withDecision(reference, toLabel(said));
  const hasDecision = run.job.decision !== null;
  const mine = hasDecision ? ratesOf(reference, shared) : null;
  const theirs = ratesOf(asReader, shared);
  const both = countsOfRows(reference, shared);
  const difference =
    mine?.balanced && theirs.balanced ? minus(mine.balanced, theirs.balanced) : null;
  const isEnough = both.positivePatientCount >= 10 && both.negativePatientCount >= 10;
  const noDecision = 'no-threshold-and-no-decision';
  const auroc = run.job.score === null ? null : aurocOfRows(against, rows);
  return {
    row: {
      reader: labels.readerNames[r]!,
      caseCount: counts.caseCount,
      patientCount: counts.patientCount,
      positiveCount: counts.positiveCount,
      auroc: proportionFigure(auroc, level, run.job.score === null ? 'no-scores' : 'one-class'),
      sensitivity: rateFigure(against, 'sensitivity', rows, counts.positivePatientCount, level),
      specificity: rateFigure(against, 'specificity', rows, counts.negativePatientCount, level),
      comparedCaseCount: both.caseCount,
      comparedPatientCount: both.patientCount,
      readerSensitivity: shareFigure(theirs.sensitivity, both.positivePatientCount, level),
      readerSpecificity: shareFigure(theirs.specificity, both.negativePatientCount, level),
      modelSensitivity: mine
        ? shareFigure(mine.sensitivity, both.positivePatientCount, level)
        : undefinedFigure(noDecision),
      modelSpecificity: mine
        ? shareFigure(mine.specificity, both.negativePatientCount, level)
        : undefinedFigure(noDecision),
      difference: hasDecision ? differenceFigure(difference, level) : undefinedFigure(noDecision),
    },
    compared: hasDecision && isEnough ? { rows: shared, said, others } : null,
  };
}

function rateFigure(
  run: Rows,
  metric: 'sensitivity' | 'specificity',
  rows: Int32Array,
  patients: number,
  level: number,
): Figure {
  if (run.job.decision === null) return undefinedFigure('no-threshold-and-no-decision');
  return shareFigure(linearisedRate(run, metric, rows), patients, level);
}

/** A share with limits; Wilson's on patients where all are right or all wrong. */
function shareFigure(value: Linearised | null, patients: number, level: number): Figure {
  if (value === null || (value.value > 0 && value.value < 1) || patients < 1)
    return proportionFigure(value, level);
  const [low, high] = wilson(value.value * patients, patients, level);
  return { value: value.value, low, high, reason: null };
}

interface Rates {
  readonly sensitivity: Linearised | null;
  readonly specificity: Linearised | null;
  readonly balanced: Linearised | null;
}

function ratesOf(run: Rows, rows: Int32Array): Rates {
  const sensitivity = linearisedRate(run, 'sensitivity', rows);
  const specificity = linearisedRate(run, 'specificity', rows);
  const balanced =
    sensitivity === null || specificity === null
      ? null
      : scaled(plus(sensitivity, specificity), 0.5);
  return { sensitivity, specificity, balanced };
}

function rowsWhere(values: Int8Array, keep: (value: number, row: number) => boolean): Int32Array {
  const rows: number[] = [];
  values.forEach((value, i) => {
    if (keep(value, i)) rows.push(i);
  });
  return Int32Array.from(rows);
}

function toLabel(values: Int8Array): Uint8Array {
  return Uint8Array.from(values, (value) => (value === 1 ? 1 : 0));
}

/** What most of the other readers said of each row; −1 where they said nothing or are split. */
function majorityOfOthers(all: readonly Int8Array[], r: number): Int8Array {
  const out = new Int8Array(all[r]!.length).fill(-1);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    all.forEach((said, other) => {
      if (other !== r && said[i]! >= 0) sum += said[i] === 1 ? 1 : -1;
    });
    if (sum !== 0) out[i] = sum > 0 ? 1 : 0;
  }
  return out;
}

function rankFinding(
  run: PredictionRun,
  evidenceId: string,
  rank: number | null,
  readers: number,
  exceeded: Figure,
  context: AuditContext,
): Finding | null {
  if (rank === null || exceeded.value === null) return null;
  const percent = (x: number): string => (100 * x).toFixed(0);
  const limits =
    exceeded.low === null || exceeded.high === null
      ? ''
      : ` (${sayLevel(context.settings.level)} limits ${percent(exceeded.low)} to ${percent(exceeded.high)} %)`;
  const task = run.class === null ? run.task : `${run.task} (${run.class})`;
  return {
    id: `finding/${evidenceId}`,
    audit: modelAmongReaders.id,
    task: run.task,
    model: run.model,
    attribute: null,
    metric: 'balanced-accuracy',
    verdict: 'not-assessable',
    sentence: `${task}: at its threshold the model does better than ${percent(exceeded.value)} % of the ${readers} readers${limits}, each against the majority of the others, and so takes place ${rank} of ${readers + 1}${run.threshold?.isValidated === false ? '; its threshold was picked on the data it is judged on, or is a default' : ''}.`,
    margin: null,
    reason: 'no-margin-declared',
    estimateIds: [],
    evidenceIds: [evidenceId],
    role: 'description',
  };
}
