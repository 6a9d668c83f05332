import type { Finding, LabelSampling, Study, StudyLabels } from '@equipoise/domain';
import type { EngineRunner } from '@equipoise/stats';
import type { AuditOutcome, AuditSettings, AuditSpec } from './frame/audit-spec.ts';
import { measure } from './frame/measure.ts';

const tolerance = 1e-9;
const judgedVerdicts: readonly Finding['verdict'][] = [
  'within-margin',
  'beyond-margin',
  'cannot-tell',
];

/**
 * The contract kit of audits: checks that an audit keeps what every declaration promises on one study.
 * The same seed gives the same answer; the study stays as it was; every number is finite or replaced by a
 * reason; ids are unique and point at something; a verdict names its margin; an audit that found nothing
 * to be put to says what it needs; patients' numbers and the order of cases do not matter.
 *
 * @param spec the audit
 * @param study any study, odd ones above all
 * @param settings as for a run
 * @param engine where replicates run
 * @param labelSampling how labels are drawn, for a study with readings
 * @returns one sentence for each broken promise; empty when all are kept
 */
export async function checkAudit(
  spec: AuditSpec,
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  labelSampling?: LabelSampling,
): Promise<readonly string[]> {
  const found = await checkAudits([spec], study, settings, engine, labelSampling);
  return found.get(spec.id) ?? [];
}

/**
 * {@link checkAudit} for several audits that share the engine's replicates.
 *
 * @returns broken promises by audit id
 */
export async function checkAudits(
  specs: readonly AuditSpec[],
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  labelSampling?: LabelSampling,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const runEach = (of: Study): Promise<(AuditOutcome | Error)[]> =>
    outcomes(specs, of, settings, engine, labelSampling);
  const before = fingerprint(study);
  const first = await runEach(study);
  const after = fingerprint(study);
  const again = await runEach(study);
  const renumbered = await runEach(renumberPatients(study));
  const reversed = await runEach(reverseRows(study));
  const out = new Map<string, readonly string[]>();
  for (const [index, spec] of specs.entries()) {
    const broken: string[] = [];
    const say = (text: string): number => broken.push(`${spec.id}: ${text}`);
    const answer = first[index]!;
    if (answer instanceof Error) {
      say(`throws: ${answer.message}`);
      out.set(spec.id, broken);
      continue;
    }
    if (before !== after) say('the study was changed by it or by another audit of this call');
    compare(answer, again[index]!, 0, (where) =>
      say(`the same seed gives another answer at ${where}`),
    );
    compare(answer, renumbered[index]!, tolerance, (where) =>
      say(`other patient numbers give another answer at ${where}`),
    );
    compareValues(answer, reversed[index]!, (where) =>
      say(`the order of cases matters at ${where}`),
    );
    broken.push(...checkOutcome(spec, answer));
    out.set(spec.id, broken);
  }
  return out;
}

/**
 * The part of the contract that one outcome shows by itself.
 *
 * @returns one sentence for each broken promise
 */
export function checkOutcome(
  spec: Pick<AuditSpec, 'id'>,
  outcome: AuditOutcome,
): readonly string[] {
  const broken: string[] = [];
  const say = (text: string): number => broken.push(`${spec.id}: ${text}`);
  findUnfinite(outcome, '', (where) => say(`a number is not finite at ${where}`));
  const estimateIds = checkUnique(
    outcome.estimates.map((entry) => entry.id),
    (id) => say(`estimate id ${id} is given twice`),
  );
  const evidenceIds = checkUnique(
    outcome.evidence.map((entry) => entry.id),
    (id) => say(`evidence id ${id} is given twice`),
  );
  checkUnique(
    outcome.findings.map((entry) => entry.id),
    (id) => say(`finding id ${id} is given twice`),
  );
  for (const estimate of outcome.estimates) {
    const { id, value, low, high, undefinedReason } = estimate;
    if ((value === null) === (undefinedReason === null))
      say(`${id} must have either a value or a reason`);
    if (value === null && (low !== null || high !== null)) say(`${id} has limits and no value`);
    if (low !== null && high !== null && low > high) say(`the limits of ${id} are crossed`);
  }
  findBareFigures(outcome.evidence, '', (where) =>
    say(`a figure has neither value nor reason at ${where}`),
  );
  for (const finding of outcome.findings) {
    if (finding.audit !== spec.id) say(`finding ${finding.id} names audit ${finding.audit}`);
    if (finding.sentence.trim() === '') say(`finding ${finding.id} has no sentence`);
    if (judgedVerdicts.includes(finding.verdict) && finding.margin === null)
      say(`finding ${finding.id} judges without a margin`);
    if (finding.verdict === 'not-assessable' && finding.reason === null)
      say(`finding ${finding.id} is not assessable without a reason`);
    for (const id of finding.estimateIds)
      if (!estimateIds.has(id)) say(`finding ${finding.id} points at no estimate: ${id}`);
    for (const id of finding.evidenceIds)
      if (!evidenceIds.has(id)) say(`finding ${finding.id} points at no evidence: ${id}`);
  }
  for (const entry of outcome.evidence)
    if (entry.audit !== spec.id) say(`evidence ${entry.id} names audit ${entry.audit}`);
  if (outcome.needs?.trim() === '') say('it was not put and does not say what it needs');
  if (outcome.needs !== null && (outcome.estimates.length > 0 || outcome.evidence.length > 0))
    say('it gives results and says it needs something');
  return broken;
}

async function outcomes(
  specs: readonly AuditSpec[],
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  labelSampling: LabelSampling | undefined,
): Promise<(AuditOutcome | Error)[]> {
  const all = await measure(study, settings, engine);
  const context = {
    settings,
    engine,
    runs: all.filter((run) => !run.isWhole),
    wholeRuns: all.filter((run) => run.isWhole),
    ...(labelSampling === undefined ? {} : { labelSampling }),
  };
  const out: (AuditOutcome | Error)[] = [];
  for (const spec of specs) {
    try {
      out.push(await spec.run(study, context));
    } catch (cause) {
      out.push(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }
  return out;
}

/** A text that changes with any value of the study; JSON would hide infinities and NaN. */
function fingerprint(study: Study): string {
  return JSON.stringify(study, (_key, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as Float64Array, String).join(' ')
      : value,
  );
}

function renumberPatients(study: Study): Study {
  const last = study.patientCount - 1;
  return { ...study, patient: study.patient.map((p) => last - p) };
}

function reverseRows(study: Study): Study {
  return {
    ...study,
    patient: study.patient.toReversed(),
    weight: study.weight?.toReversed() ?? null,
    attributes: study.attributes.map((attribute) => ({
      ...attribute,
      codes: attribute.codes.toReversed(),
      values: attribute.values?.toReversed() ?? null,
    })),
    predictions: study.predictions.map((prediction) => ({
      ...prediction,
      present: prediction.present.toReversed(),
      label: prediction.label.toReversed(),
      scores: prediction.scores?.map((column) => column.toReversed()) ?? null,
      decision: prediction.decision?.toReversed() ?? null,
    })),
    ...(study.labels === undefined ? {} : { labels: study.labels.map(reverseLabels) }),
  };
}

/** Answers in the reversed order of rows; probabilities of one class a row alone. */
function reverseLabels(labels: StudyLabels): StudyLabels {
  const { starts } = labels;
  const total = starts[starts.length - 1] ?? 0;
  return {
    ...labels,
    starts: starts.map((_, i) => total - starts[starts.length - 1 - i]!),
    reader: labels.reader.toReversed(),
    answer: labels.answer.toReversed(),
    probability: labels.probability?.toReversed() ?? null,
  };
}

/** Values that come from replicates move with the order of patients; the other values must not. */
function compareValues(
  a: AuditOutcome,
  b: AuditOutcome | Error,
  report: (where: string) => void,
): void {
  if (b instanceof Error) {
    report(b.message);
    return;
  }
  const values = (outcome: AuditOutcome): Record<string, number | null> =>
    Object.fromEntries(
      outcome.estimates
        .filter((entry) => entry.versus !== 'range' && entry.labels === undefined)
        .map((entry) => [entry.id, entry.value]),
    );
  compare(values(a), values(b), tolerance, report);
}

function compare(
  a: unknown,
  b: unknown,
  tolerated: number,
  report: (where: string) => void,
  where = '',
): void {
  if (typeof a === 'number' && typeof b === 'number') {
    if (!(Object.is(a, b) || Math.abs(a - b) <= tolerated * Math.max(1, Math.abs(a))))
      report(where);
    return;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    if (
      a !== b &&
      !(typeof a === 'string' && typeof b === 'string' && tolerated > 0 && sameButLastDigit(a, b))
    )
      report(where);
    return;
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    compare(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      tolerated,
      report,
      `${where}/${key}`,
    );
  }
}

/** Sentences print rounded numbers, which may differ in their last digit when sums are taken in another order. */
function sameButLastDigit(a: string, b: string): boolean {
  return a.replace(/\d/g, '0') === b.replace(/\d/g, '0');
}

function findUnfinite(value: unknown, where: string, report: (where: string) => void): void {
  if (typeof value === 'number' && !Number.isFinite(value)) report(where);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) findUnfinite(inner, `${where}/${key}`, report);
}

function findBareFigures(value: unknown, where: string, report: (where: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (
    'value' in value &&
    'low' in value &&
    'high' in value &&
    'reason' in value &&
    value.value === null &&
    !value.reason
  )
    report(where);
  for (const [key, inner] of Object.entries(value))
    findBareFigures(inner, `${where}/${key}`, report);
}

function checkUnique(ids: readonly string[], report: (id: string) => void): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) report(id);
    seen.add(id);
  }
  return seen;
}
