import { capitalise, sayMetric } from '@equipoise/audit';
import type { PhantomTruth, PlantedFlaw } from '@equipoise/dataset';
import type { AuditDocument, Evidence, EvidenceKind, EvidenceOf, Figure } from '@equipoise/domain';

type Row = EvidenceOf<'planted-and-found'>['data']['rows'][number];
type Found = Pick<Row, 'found' | 'isFound'>;

function ofKind<K extends EvidenceKind>(
  document: AuditDocument,
  kind: K,
  task: string,
): EvidenceOf<K>[] {
  return document.evidence.filter(
    (one): one is Evidence & EvidenceOf<K> => one.kind === kind && one.task === task,
  );
}

/** A number as a sentence writes it: at most three decimals, a true minus sign. */
function numberText(value: number | null): string {
  return value === null ? '?' : String(Number(value.toFixed(3))).replace('-', '\u2212');
}

function sayTitle(metric: string): string {
  return capitalise(sayMetric(metric));
}

function verdictWords(verdict: string): string {
  return verdict.replace('-margin', ' the margin').replaceAll('-', ' ');
}

function show(figure: Figure | null | undefined): string {
  if (figure === null || figure === undefined || figure.value === null) return 'undefined';
  const { value, low, high } = figure;
  return `${numberText(value)} (${numberText(low)} to ${numberText(high)})`;
}

function direction(value: number | null | undefined): 'lower' | 'higher' | 'none' {
  if (value === null || value === undefined || value === 0) return 'none';
  return value < 0 ? 'lower' : 'higher';
}

function inGaps(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const family = ofKind(document, 'gap-family', task).find(
    (one) => one.attribute === flaw.attribute && one.data.metric === flaw.metric,
  );
  const level = family?.data.levels.find((one) => one.level === flaw.level);
  if (level === undefined) return { found: 'The group was not audited.', isFound: false };
  const expected = flaw.expectedFinding;
  return {
    found: `${sayTitle(flaw.metric)} gap to the rest ${show(level.gap)}: ${verdictWords(level.verdict)}.`,
    isFound:
      level.verdict === expected.verdict && direction(level.gap.value) === expected.direction,
  };
}

function sameSlice(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function inIntersections(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const evidence = ofKind(document, 'intersections', task).find(
    (one) =>
      one.data.metric === flaw.metric &&
      one.data.cells.some((cell) => sameSlice(cell.slice, flaw.slice)),
  );
  const cell = evidence?.data.cells.find((one) => sameSlice(one.slice, flaw.slice));
  if (evidence === undefined || cell === undefined || cell.shrunken.value === null) {
    return { found: 'The intersection was not audited.', isFound: false };
  }
  const rank = evidence.data.cells.filter(
    (one) => one.shrunken.value !== null && one.shrunken.value < cell.shrunken.value!,
  ).length;
  return {
    found: `${sayTitle(flaw.metric)} there ${show(cell.shrunken)} after shrinkage, number ${rank + 1} from below of ${evidence.data.cells.length} cells.`,
    isFound: rank < 3,
  };
}

function inDecomposition(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const rows = ofKind(document, 'decomposition', task)
    .filter((one) => one.attribute === flaw.attribute)
    .flatMap((one) =>
      one.data.rows
        .filter((row) => row.level === flaw.level)
        .map((row) => ({ ...row, metric: one.data.metric })),
    );
  const row = rows.find((one) => one.metric === flaw.metric) ?? rows[0];
  if (row === undefined) return { found: 'The gap was not decomposed.', isFound: false };
  return {
    found: `${sayTitle(row.metric)} gap ${show(row.gap)}, of which label mix ${show(row.labelMix)}: ${row.verdict.replaceAll('-', ' ')}.`,
    isFound: row.verdict === 'prevalence',
  };
}

function inCalibration(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const group = ofKind(document, 'calibration', task)
    .filter((one) => one.attribute === flaw.attribute)
    .flatMap((one) => one.data.groups)
    .find((one) => one.level === flaw.level);
  if (group === undefined)
    return { found: 'Calibration of the group was not assessed.', isFound: false };
  const { low, high } = group.slope;
  const isFound =
    flaw.expectedFinding.direction === 'lower'
      ? high !== null && high < 1
      : low !== null && low > 1;
  return { found: `Calibration slope ${show(group.slope)}.`, isFound };
}

function inMissing(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const row = document.missing
    .find((one) => one.attribute === flaw.attribute)
    ?.byOutcome.find((one) => one.task === task);
  if (row === undefined) return { found: 'No value is missing.', isFound: false };
  const difference =
    row.positiveShareMissing === null || row.positiveShareRecorded === null
      ? null
      : row.positiveShareMissing - row.positiveShareRecorded;
  return {
    found: `Share of positives, missing minus recorded: ${show({ value: difference, low: row.low, high: row.high })}.`,
    isFound: row.low !== null && row.low > 0,
  };
}

function inShortcuts(document: AuditDocument, task: string): Found {
  const tag = ofKind(document, 'acquisition', task).find((one) => one.attribute === 'tag');
  if (tag === undefined) return { found: 'The tag was not among the attributes.', isFound: false };
  const { labelAuroc } = tag.data;
  return {
    found: `The tag alone tells the label with AUROC ${show(labelAuroc)}.`,
    isFound: labelAuroc.low !== null && labelAuroc.low > 0.6,
  };
}

function lookFor(flaw: PlantedFlaw, document: AuditDocument, task: string): Found {
  const { section } = flaw.expectedFinding;
  switch (section) {
    case 'gaps':
      return inGaps(flaw, document, task);
    case 'intersections':
      return inIntersections(flaw, document, task);
    case 'decomposition':
      return inDecomposition(flaw, document, task);
    case 'calibration':
      return inCalibration(flaw, document, task);
    case 'leakage': {
      const { overlappingPatientCount: shared, sentence } = document.leakage;
      return { found: sentence, isFound: shared !== null && shared >= flaw.size };
    }
    case 'missing':
      return inMissing(flaw, document, task);
    case 'label-noise': {
      const gap = inGaps(flaw, document, task);
      return {
        found: `${gap.found} That label noise is its cause cannot be told without a second reading.`,
        isFound: gap.isFound,
      };
    }
    case 'shortcuts':
      return inShortcuts(document, task);
    default:
      return section satisfies never;
  }
}

/**
 * Sets what was planted in a phantom beside what the audit found.
 *
 * @param document the audit of the phantom
 * @param truth what the phantom says of itself
 * @param taskNames name of each task of the truth in the document, where it differs
 */
export function addPlantedAndFound(
  document: AuditDocument,
  truth: PhantomTruth,
  taskNames: Readonly<Record<string, string>>,
): AuditDocument {
  const first = document.declared.tasks[0]?.name ?? '';
  const rows: Row[] = truth.flaws.map((flaw) => ({
    id: flaw.id,
    planted: flaw.sentence,
    ...lookFor(flaw, document, taskNames[flaw.task] ?? flaw.task),
  }));
  const evidence: EvidenceOf<'planted-and-found'> = {
    id: 'planted-and-found',
    kind: 'planted-and-found',
    audit: 'phantom',
    task: first,
    model: document.declared.models[0] ?? '',
    attribute: null,
    title: 'Planted against found',
    data: { rows },
  };
  return { ...document, evidence: [...document.evidence, evidence] };
}
