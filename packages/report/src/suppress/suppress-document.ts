import type { AuditDocument, Estimate, Finding, GateResult } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { metricTitle, verdictWords } from '../words.ts';
import { suppressEvidence } from './evidence.ts';
import { hasHiddenMissing, suppressFlow, suppressLeakage, suppressMissing } from './flow.ts';
import { isCounted, isSmall, planSuppression, type SuppressionPlan, sliceKey } from './plan.ts';
import { scrub, scrubDeep } from './text.ts';

/**
 * A copy that may be shared: every figure that rests on fewer than `below` people is hidden, and
 * further ones with it where it could be got by subtraction. HTML, SVG, CSV, JSON and methods.md
 * rendered from the copy are alike.
 *
 * @param document what the audit found
 * @param below smallest number of people that may be shown, a whole number from 2
 * @throws report/bad-suppression when `below` is not such a number
 */
export function suppressDocument(document: AuditDocument, below: number): AuditDocument {
  if (!Number.isInteger(below) || below < 2) {
    fail(
      'report/bad-suppression',
      `The smallest number of people to show must be a whole number from 2 up, not ${below}.`,
      'Use --suppress 10.',
    );
  }
  const plan = planSuppression(document, below);
  const classes = smallClasses(document, below);
  const estimates = document.estimates.map((estimate) => hideEstimate(estimate, plan, classes));
  const hidden = new Set(estimates.filter((estimate) => estimate.suppressed).map(({ id }) => id));
  const evidence = document.evidence.flatMap((entry) => {
    const shown = suppressEvidence(entry, plan);
    return shown === null ? [] : [shown];
  });
  const missing = suppressMissing(document.missing, plan);
  const touched = touchedFamilies(document, hidden);
  const lost = document.evidence.length - evidence.length;
  const warnings = [
    ...document.warnings.map((warning) => ({
      ...warning,
      sentence: scrub(warning.sentence, below),
    })),
    {
      code: 'report/suppressed',
      sentence: `Share-safe copy: ${hidden.size} estimates are hidden because they rest on fewer than ${below} people, or because such a figure could be got from them by subtraction.${
        hasHiddenMissing(document, missing)
          ? ' Attributes with few missing values are left out of the table of missing values.'
          : ''
      }${lost > 0 ? ` ${lost} tables with small cells are left out.` : ''}`,
    },
  ];
  const kept = new Set(evidence.map(({ id }) => id));
  const { declared, provenance, selfProof, ...rest } = document;
  const shown = scrubDeep(
    {
      ...rest,
      estimates,
      findings: document.findings.map((finding) => ({
        ...hideFinding(document, finding, touched, below),
        evidenceIds: finding.evidenceIds.filter((id) => kept.has(id)),
      })),
      evidence: roundEvidence(evidence, plan),
      flow: suppressFlow(document.flow, plan),
      missing,
      leakage: suppressLeakage(document.leakage, plan),
      checklists: document.checklists.map((row) => ({
        ...row,
        answer: row.answer === null ? null : scrub(row.answer, below),
      })),
      gates: document.gates.map((gate) => hideGate(gate, hidden, below)),
      methods: document.methods.map((text) => scrub(text, below)),
      warnings,
    },
    below,
  );
  // What was declared, how it was run and the proof of the statistics hold no people.
  return { ...shown, declared: { ...declared, suppressBelow: below }, provenance, selfProof };
}

/** Slices of a task and model in which some class has few people: there every class is hidden. */
function smallClasses(document: AuditDocument, below: number): ReadonlySet<string> {
  return new Set(
    document.estimates
      .filter((entry) => entry.class !== null && isSmall(entry.positiveCount, below))
      .map((entry) => `${entry.task}\u0000${entry.model}\u0000${sliceKey(entry.slice)}`),
  );
}

function hideEstimate(
  estimate: Estimate,
  plan: SuppressionPlan,
  classes: ReadonlySet<string>,
): Estimate {
  const { task, model, slice } = estimate;
  const isClassSmall =
    estimate.class !== null && classes.has(`${task}\u0000${model}\u0000${sliceKey(slice)}`);
  const isAll = plan.isHidden(slice) || isClassSmall;
  const isRate = isCounted(estimate) && plan.isRateHidden(task, model, slice);
  if (!isAll && !isRate)
    return plan.roundedTasks.has(task) ? roundEstimate(estimate, plan.below) : estimate;
  const counts = isAll
    ? { caseCount: 0, patientCount: 0, positiveCount: null }
    : {
        caseCount: estimate.caseCount,
        patientCount: estimate.patientCount,
        positiveCount: estimate.positiveCount,
      };
  const {
    numerator: _n,
    denominator: _d,
    positivePatientCount: _p,
    negativePatientCount: _q,
    standardError: _s,
    ...rest
  } = estimate;
  return {
    ...rest,
    ...counts,
    value: null,
    low: null,
    high: null,
    undefinedReason: 'suppressed',
    suppressed: true,
  };
}

function down(count: number, below: number): number {
  return Math.floor(count / below) * below;
}

/** Counts rounded down to a multiple, so that two tasks do not tell the few rows between them. */
function roundEstimate(estimate: Estimate, below: number): Estimate {
  const {
    numerator: _n,
    denominator: _d,
    positivePatientCount: _p,
    negativePatientCount: _q,
    ...rest
  } = estimate;
  return {
    ...rest,
    caseCount: down(estimate.caseCount, below),
    patientCount: down(estimate.patientCount, below),
    positiveCount: estimate.positiveCount === null ? null : down(estimate.positiveCount, below),
  };
}

const countKeys = new Set([
  'caseCount',
  'patientCount',
  'positiveCount',
  'positivePatientCount',
  'negativePatientCount',
]);

function roundEvidence(
  evidence: AuditDocument['evidence'],
  plan: SuppressionPlan,
): AuditDocument['evidence'] {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'number' && countKeys.has(key)) return down(value, plan.below);
    if ((key === 'numerator' || key === 'denominator') && typeof value === 'number') return null;
    if (Array.isArray(value)) return value.map((entry) => walk(entry, ''));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, walk(entry, name)]),
    );
  };
  return evidence.map((entry) =>
    plan.roundedTasks.has(entry.task)
      ? // The walk changes numbers only, so the shape stays.
        ({ ...entry, data: walk(entry.data, '') } as typeof entry)
      : entry,
  );
}

function family(
  task: string,
  model: string,
  attribute: string | null,
  metric: string | null,
): string {
  return [task, model, attribute ?? '', metric ?? ''].join('\u0000');
}

function touchedFamilies(
  document: AuditDocument,
  hidden: ReadonlySet<string>,
): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const estimate of document.estimates) {
    if (!hidden.has(estimate.id)) continue;
    for (const attribute of Object.keys(estimate.slice)) {
      touched.add(family(estimate.task, estimate.model, attribute, estimate.metric));
      touched.add(family(estimate.task, estimate.model, attribute, null));
    }
    if (Object.keys(estimate.slice).length === 0) {
      touched.add(family(estimate.task, estimate.model, null, estimate.metric));
    }
  }
  for (const finding of document.findings) {
    if (finding.estimateIds.some((id) => hidden.has(id))) {
      touched.add(family(finding.task, finding.model, finding.attribute, finding.metric));
    }
  }
  return touched;
}

function hideFinding(
  document: AuditDocument,
  finding: Finding,
  touched: ReadonlySet<string>,
  below: number,
): Finding {
  if (!touched.has(family(finding.task, finding.model, finding.attribute, finding.metric))) {
    return { ...finding, sentence: scrub(finding.sentence, below) };
  }
  const what = finding.metric === null ? 'the figures' : metricTitle(document, finding.metric);
  const by = finding.attribute === null ? '' : ` by ${finding.attribute}`;
  return {
    ...finding,
    sentence: `${verdictWords[finding.verdict].name}: ${what}${by}. Some groups rest on fewer than ${below} people, so the figures behind this verdict are hidden.`,
  };
}

function hideGate(gate: GateResult, hidden: ReadonlySet<string>, below: number): GateResult {
  if (!gate.estimateIds.some((id) => hidden.has(id))) {
    return { ...gate, sentence: scrub(gate.sentence, below) };
  }
  return {
    ...gate,
    sentence: `${gate.outcome.replace('-', ' ')}; the figures behind it are hidden, because some rest on fewer than ${below} people.`,
  };
}
