import type { EvidenceOf, Finding } from '@equipoise/domain';
import { equalShares, holm, linearisedAuroc } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import {
  countsOfRows,
  differenceFigure,
  linearisedRate,
  proportionFigure,
  rowsOfLevel,
  undefinedFigure,
} from '../frame/rates.ts';
import { sayOpening } from '../frame/wording.ts';
import { crudeFigure, gapWithin, heldMetrics } from '../strata/gap-within.ts';
import { levelStrata } from '../strata/strata.ts';

/** The area that the field alone must exceed with its lower limit before the label counts as tied to it. */
const least = 0.52;
/** Level of the test of equal prevalence, Holm over the fields of a task. */
const alpha = 0.05;

/** A field that says how the image was made, tied to the label: the crude gaps stand beside those within it. */
export const acquisitionFields: AuditSpec = defineAudit({
  id: 'acquisition-fields',
  title: 'Acquisition fields tied to the label',
  question: 'Is how the image was made a stand-in for how ill the patient is?',
  items: [10, 19],
  needs: 'an attribute that describes how the image was made (view, scanner, vendor)',
  sources: ['doi:10.1371/journal.pmed.1002683', 'Boos 1992, The American Statistician 46:327'],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const pairs = context.runs.flatMap((run) =>
      run.attributes
        .filter((attribute) => attribute.role === 'acquisition')
        .map((attribute) => ({ run, attribute })),
    );
    if (pairs.length === 0)
      return Promise.resolve(
        notAssessed('an attribute that describes how the image was made (view, scanner)'),
      );
    const adjusted = new Map(context.runs.map((run) => [run, labelP(run)]));
    const evidence = pairs.map(({ run, attribute }) =>
      acquisitionEvidence(run, attribute, adjusted.get(run)?.get(attribute) ?? null, context),
    );
    return Promise.resolve({
      estimates: [],
      findings: pairs.map(({ run, attribute }, index) =>
        acquisitionFinding(run, attribute, evidence[index]!, context),
      ),
      evidence,
      needs: null,
    });
  },
});

/** Patients a level needs to take part in the test. */
const fewestPatients = 10;

/** What is known of the labels of a task, whichever model is asked. */
interface LabelFacts {
  p: ReadonlyMap<RunAttribute, number | null> | null;
  readonly areas: Map<string, EvidenceOf<'acquisition'>['data']['labelAuroc']>;
}

const factsOf = new WeakMap<Uint8Array, LabelFacts>();

function labelFacts({ job }: PredictionRun): LabelFacts {
  const facts = factsOf.get(job.label) ?? { p: null, areas: new Map() };
  factsOf.set(job.label, facts);
  return facts;
}

function labelP(run: PredictionRun): ReadonlyMap<RunAttribute, number | null> {
  const facts = labelFacts(run);
  facts.p ??= adjustedP(run);
  return facts.p;
}

function labelArea(
  run: PredictionRun,
  attribute: RunAttribute,
  level: number,
): EvidenceOf<'acquisition'>['data']['labelAuroc'] {
  const { areas } = labelFacts(run);
  const key = `${attribute.name}/${level}`;
  const area = areas.get(key) ?? fieldAuroc(run, attribute, 'label', level);
  areas.set(key, area);
  return area;
}

/** p of equal prevalence over the levels of each acquisition field, by field, Holm over the fields of the run. */
function adjustedP(run: PredictionRun): ReadonlyMap<RunAttribute, number | null> {
  const fields = run.attributes.filter((field) => field.role === 'acquisition');
  const adjusted = holm(fields.map((field) => equalPrevalenceP(run, field)));
  return new Map(fields.map((field, index) => [field, adjusted[index] ?? null]));
}

function equalPrevalenceP(run: PredictionRun, field: RunAttribute): number | null {
  const { label, patient, patientCount, rowWeight } = run.job;
  const isLarge = field.levels.map(
    (_, index) => countsOfRows(run, rowsOfLevel(field, index)).patientCount >= fewestPatients,
  );
  const codes = field.codes.map((code) => (code >= 0 && isLarge[code] === true ? code : -1));
  return equalShares(label, codes, field.levels.length, patient, patientCount, rowWeight).p.value;
}

function acquisitionEvidence(
  run: PredictionRun,
  attribute: RunAttribute,
  pHolm: number | null,
  context: AuditContext,
): EvidenceOf<'acquisition'> {
  const { level } = context.settings;
  const rows = attribute.levels.map((name, index) => {
    const inside = rowsOfLevel(attribute, index);
    const counts = countsOfRows(run, inside);
    return {
      level: name,
      prevalence: proportionFigure(linearisedRate(run, 'prevalence', inside), level),
      caseCount: counts.caseCount,
      patientCount: counts.patientCount,
    };
  });
  const labelAuroc = labelArea(run, attribute, level);
  return {
    ...evidenceBase(
      'acquisition',
      acquisitionFields.id,
      run,
      attribute.name,
      `${attribute.name} and the label`,
    ),
    data: {
      rows,
      labelAuroc,
      scoreAuroc: fieldAuroc(run, attribute, 'decision', level),
      isTied: pHolm !== null && pHolm <= alpha && (labelAuroc.low ?? 0) > least,
      pHolm,
      least,
      within: withinRows(run, attribute, context),
      remark: remark(attribute),
    },
  };
}

/**
 * How well the label (or the model's decision) can be ranked by the field alone, each level scored by its mean.
 * The levels are put in order on the same rows, so the area is not below one half and a little too large with
 * many levels; the test of equal prevalence, which has no such excess, decides whether there is a tie at all.
 */
function fieldAuroc(
  run: PredictionRun,
  attribute: RunAttribute,
  target: 'label' | 'decision',
  level: number,
): EvidenceOf<'acquisition'>['data']['labelAuroc'] {
  const y = target === 'label' ? run.job.label : run.job.decision;
  if (y === null) return undefinedFigure('no-threshold-and-no-decision');
  const sums = new Float64Array(attribute.levels.length);
  const counts = new Float64Array(attribute.levels.length);
  attribute.codes.forEach((code, i) => {
    sums[code]! += y[i]!;
    counts[code]! += 1;
  });
  const score = Float64Array.from(
    attribute.codes,
    (code) => sums[code]! / Math.max(1, counts[code]!),
  );
  return proportionFigure(
    linearisedAuroc(Uint8Array.from(y), score, run.job.patient, run.job.patientCount),
    level,
    'one-class',
  );
}

/** Every other attribute's gaps, crude and held within the levels of the field. */
function withinRows(
  run: PredictionRun,
  field: RunAttribute,
  context: AuditContext,
): EvidenceOf<'acquisition'>['data']['within'] {
  const { level } = context.settings;
  const strata = levelStrata(field);
  const metrics = heldMetrics.filter((metric) => run.byMetric.has(metric));
  const others = run.attributes.filter(
    (other) =>
      other.name !== field.name && other.role !== 'acquisition' && other.levels.length <= 12,
  );
  return others.flatMap((other) =>
    metrics.flatMap((metric) =>
      other.levels.map((name, index) => {
        const crude = crudeFigure(run, metric, other, index, level);
        const { gap } = gapWithin(run, strata, metric, other, index);
        const adjusted = differenceFigure(gap, level, 'no-shared-stratum');
        return { attribute: other.name, metric, level: name, crude, within: adjusted };
      }),
    ),
  );
}

function acquisitionFinding(
  run: PredictionRun,
  attribute: RunAttribute,
  evidence: EvidenceOf<'acquisition'>,
  context: AuditContext,
): Finding {
  const percent = (x: number | null | undefined): string =>
    x === null || x === undefined ? 'undefined' : `${(100 * x).toFixed(1)} %`;
  const parts = evidence.data.rows
    .filter((row) => row.prevalence.value !== null)
    .slice(0, 4)
    .map(
      (row) =>
        `${percent(row.prevalence.value)} in ${row.level} (${percent(row.prevalence.low)} to ${percent(row.prevalence.high)})`,
    );
  const { isTied, labelAuroc, pHolm } = evidence.data;
  const area =
    labelAuroc.value === null || labelAuroc.low === null || labelAuroc.high === null
      ? ''
      : `the field alone ranks it with an AUROC of ${labelAuroc.value.toFixed(2)} (${labelAuroc.low.toFixed(2)} to ${labelAuroc.high.toFixed(2)})`;
  const test =
    pHolm === null ? 'prevalence not tested' : `test of equal prevalence, p ${sayP(pHolm)}`;
  const tie = isTied
    ? `tied to the label: ${area}, ${test}`
    : `not shown to be tied to the label${area === '' ? '' : `: ${area}`}, ${test}`;
  return {
    id: `finding/${evidence.id}`,
    audit: acquisitionFields.id,
    task: run.task,
    model: run.model,
    attribute: attribute.name,
    metric: 'prevalence',
    verdict: 'not-assessable',
    reason: isTied ? 'tied-to-the-label' : 'not-shown-to-be-tied',
    margin: null,
    role: 'description',
    sentence: `${sayOpening(run, context)}${attribute.name} is an acquisition field ${tie}; the label is present in ${parts.join(', ')}. ${evidence.data.remark}`,
    estimateIds: [],
    evidenceIds: [evidence.id],
  };
}

function sayP(p: number): string {
  return p < 0.001 ? 'below .001' : p.toFixed(3);
}

function remark(attribute: RunAttribute): string {
  const has = (text: string): boolean =>
    attribute.levels.some((level) => level.toUpperCase() === text);
  if (has('AP') && (has('PA') || has('LATERAL'))) {
    return 'AP films are mostly bedside films of patients too ill to stand, so a gap by view may be a gap by severity; severity itself is not in the table. Read each gap beside the gap within view.';
  }
  return 'How the image was made can stand for who was imaged and why; read each gap beside the gap within this field.';
}
