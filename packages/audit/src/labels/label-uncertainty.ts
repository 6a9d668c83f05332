import type { Estimate, EvidenceOf, Figure, Finding, LabelUncertaintyRow } from '@equipoise/domain';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { judgeGap } from '../frame/judge.ts';
import { cellFigure, toFigure } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { carriedEstimates } from './carried-estimates.ts';
import { changedVerdict } from './changed-verdict.ts';
import { doubted, doubtFinding, doubtsOf } from './doubts.ts';
import { type DrawnMetric, drawnCells } from './drawn-cells.ts';
import { drawnFigure, drawnGap } from './drawn-figure.ts';
import { defaultLabelDraws, type LabelDraws, labelDraws } from './label-draws.ts';
import { labelEvidence, type RunEvidence } from './label-evidence.ts';
import { letIn } from './let-in.ts';
import { undrawnFindings } from './undrawn-findings.ts';

/** What this audit and its neighbours need. */
export const needsReaders =
  'answers of several readers (--readings) or a label distribution (--label-distribution), for a binary or multiclass task';

/** Every estimate with the reference labels as given, and with their uncertainty carried along. */
export const labelUncertainty: AuditSpec = defineAudit({
  id: 'label-uncertainty',
  title: 'Uncertainty of the reference labels',
  question: 'What remains of each figure and verdict when nobody knows the true label for sure?',
  items: [17],
  needs: needsReaders,
  sources: [
    'doi:10.1002/9780470316696',
    'doi:10.1093/biomet/86.4.948',
    'doi:10.2307/2346806',
    'doi:10.1080/01621459.1987.10478458',
  ],
  async run(study, context): Promise<AuditOutcome> {
    const { labelSampling } = context;
    const parts: Part[] = [];
    if (labelSampling === undefined) return notAssessed(needsReaders);
    const read = context.runs.filter((run) => labelEvidence(run, study, null) !== null);
    const total = read.reduce((sum, run) => sum + run.attributes.length + 1, 0);
    let done = 0;
    for (const run of read) {
      const all = labelEvidence(run, study, null)!; // Those without are left out above.
      const single =
        all.labels.source === 'readings'
          ? await cellsOf(
              run,
              run.attributes,
              labelDraws(run, null, all.evidence, 'oneReader', context),
              context,
            )
          : null;
      for (const attribute of [null, ...run.attributes]) {
        context.onProgress?.('drawing labels', done++, total);
        const found = labelEvidence(run, study, attribute);
        const oneReader = single?.[attribute?.index ?? 0] ?? null;
        if (found !== null) parts.push(await carry(run, attribute, found, oneReader, context));
      }
    }
    const undrawn = undrawnFindings(study, context, labelUncertainty.id);
    if (parts.length === 0) return { ...notAssessed(needsReaders), findings: undrawn };
    return {
      estimates: parts.flatMap((part) => part.estimates),
      findings: [...parts.flatMap((part) => part.findings), ...undrawn],
      evidence: parts.map((part) => part.evidence),
      needs: null,
    };
  },
});

interface Part {
  readonly evidence: EvidenceOf<'label-uncertainty'>;
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
}

/** Cells of a run over draws, with pauses in which messages are let in. */
function cellsOf(
  run: PredictionRun,
  attributes: readonly RunAttribute[],
  draws: LabelDraws,
  context: AuditContext,
): ReturnType<typeof drawnCells> {
  return drawnCells(run, attributes, draws, (at) => letIn(at, run.job.rowCount, context.signal));
}

async function carry(
  run: PredictionRun,
  attribute: RunAttribute | null,
  { labels, evidence }: RunEvidence,
  oneReader: ReadonlyMap<string, DrawnMetric> | null,
  context: AuditContext,
): Promise<Part> {
  const draws = labelDraws(run, attribute, evidence, 'posterior', context);
  const posterior = (await cellsOf(run, attribute === null ? [] : [attribute], draws, context))[0]!;
  const check = draws.check();
  const doubts = doubtsOf(check, posterior.get('prevalence')?.overall ?? null, context);
  const rows: LabelUncertaintyRow[] = [];
  const findings: Finding[] = [];
  const base = evidenceBase(
    'label-uncertainty',
    labelUncertainty.id,
    run,
    attribute?.name ?? null,
    `Reference labels as given and as readers leave them open${attribute === null ? '' : `, by ${attribute.name}`}`,
  );
  for (const [metric, drawn] of posterior) {
    const other = oneReader?.get(metric) ?? null;
    const made =
      attribute === null
        ? [overallRow(run, metric, drawn, other, context)]
        : levelRows(run, attribute, metric, drawn, other, context);
    rows.push(...made);
    if (attribute === null) continue;
    const finding = changedVerdict(run, attribute, metric, drawn, made, context, base);
    if (finding !== null)
      findings.push(doubts.length === 0 ? finding : { ...finding, sentence: doubted(finding) });
  }
  const drawCount = context.settings.labelDraws ?? defaultLabelDraws;
  const estimates = carriedEstimates(run, attribute, rows, drawCount, doubts.length > 0);
  if (attribute === null && doubts.length > 0)
    findings.push(doubtFinding(run, doubts, labelUncertainty.id, base.id));
  const drawnCaseCount = countDrawn(evidence);
  return {
    estimates,
    findings: findings.map((finding) => ({ ...finding, estimateIds: gapIds(estimates, finding) })),
    evidence: {
      ...base,
      data: {
        source: labels.source,
        attribute: attribute?.name ?? null,
        drawCount,
        readerCount: labels.readerNames.length,
        drawnCaseCount,
        keptCaseCount: evidence.rowCount - drawnCaseCount,
        level: context.settings.level,
        rows,
        check,
        doubts,
      },
    },
  };
}

/** Ids of the gaps with drawn labels that a changed verdict rests on. */
function gapIds(estimates: readonly Estimate[], finding: Finding): readonly string[] {
  return estimates
    .filter((one) => one.labels === 'drawn' && one.versus === 'rest')
    .filter((one) => one.metric === finding.metric)
    .map((one) => one.id);
}

function countDrawn(evidence: RunEvidence['evidence']): number {
  let count = 0;
  for (let i = 0; i < evidence.rowCount; i++) {
    const hasAnswer = evidence.starts[i + 1]! > evidence.starts[i]!;
    const hasShare = evidence.probability !== null && !Number.isNaN(evidence.probability[i]!);
    if (hasAnswer || hasShare) count++;
  }
  return count;
}

function overallRow(
  run: PredictionRun,
  metric: string,
  drawn: DrawnMetric,
  other: DrawnMetric | null,
  context: AuditContext,
): LabelUncertaintyRow {
  const cell = run.byMetric.get(metric)!.overall;
  const { level } = context.settings;
  const combined = drawn.overall;
  return {
    ...countsOf(cell.counts),
    metric,
    level: null,
    versus: null,
    margin: null,
    without: cellFigure(cell),
    with: drawnFigure(metric, combined, cell, level),
    oneReader: other === null ? null : drawnFigure(metric, other.overall, cell, level),
    ...parts(combined),
    verdictWithout: null,
    verdictWith: null,
    isChanged: false,
    reason: cell.value.value === null ? cell.value.reason : null,
  };
}

function levelRows(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  drawn: DrawnMetric,
  other: DrawnMetric | null,
  context: AuditContext,
): LabelUncertaintyRow[] {
  const { level: confidence, margins } = context.settings;
  const part = run.byMetric.get(metric)!.attributes[attribute.index]!;
  const critical = part.versusRest.criticalValue;
  const margin = margins[metric] ?? null;
  return part.cells.flatMap((cell, at): LabelUncertaintyRow[] => {
    const shared = { ...countsOf(cell.counts), metric, level: attribute.levels[at]! };
    const value: LabelUncertaintyRow = {
      ...shared,
      versus: null,
      margin: null,
      without: cellFigure(cell),
      with: drawnFigure(metric, drawn.levels[at]!, cell, confidence),
      oneReader: other === null ? null : drawnFigure(metric, other.levels[at]!, cell, confidence),
      ...parts(drawn.levels[at]!),
      verdictWithout: null,
      verdictWith: null,
      isChanged: false,
      reason: cell.value.value === null ? cell.value.reason : null,
    };
    const gap = part.versusRest.gaps.find((one) => one.level === at);
    if (gap === undefined) return [value];
    const isIn = gap.leftOut === null && gap.simultaneous !== null;
    const used = isIn ? critical : null;
    const combined = drawn.gaps[at]!;
    const withFigure = drawnGap(combined, used);
    const without = isIn && margin !== null ? judgeGap(gap.simultaneous, margin) : null;
    const carried = isIn && margin !== null ? judgeGap(limitsOf(withFigure), margin) : null;
    return [
      value,
      {
        ...shared,
        versus: 'rest',
        margin,
        without: toFigure(gap.value, isIn ? gap.simultaneous : null),
        with: withFigure,
        oneReader: other === null ? null : drawnGap(other.gaps[at]!, used),
        ...parts(combined),
        verdictWithout: without,
        verdictWith: carried,
        isChanged: without !== carried,
        reason: isIn ? null : (gap.leftOut ?? 'no-limits'),
      },
    ];
  });
}

function limitsOf(figure: Figure): readonly [number, number] | null {
  return figure.low === null || figure.high === null ? null : [figure.low, figure.high];
}

function parts(
  combined: DrawnMetric['overall'],
): Pick<LabelUncertaintyRow, 'withinVariance' | 'betweenVariance' | 'labelShare'> {
  return {
    withinVariance: combined?.withinVariance ?? null,
    betweenVariance: combined?.betweenVariance ?? null,
    labelShare: combined?.drawnShare ?? null,
  };
}

function countsOf(counts: {
  readonly rows: number;
  readonly patients: number;
  readonly positives: number;
  readonly positivePatients: number;
  readonly negativePatients: number;
}): Pick<
  LabelUncertaintyRow,
  'caseCount' | 'patientCount' | 'positiveCount' | 'positivePatientCount' | 'negativePatientCount'
> {
  return {
    caseCount: counts.rows,
    patientCount: counts.patients,
    positiveCount: counts.positives,
    positivePatientCount: counts.positivePatients,
    negativePatientCount: counts.negativePatients,
  };
}
