import type { AuditDocument, EvidenceKind, EvidenceOf } from '@equipoise/domain';
import { evidenceOf } from '../select.ts';
import { csvOf } from './csv.ts';

interface FileOf<K extends EvidenceKind> {
  readonly file: string;
  readonly kind: K;
  readonly rows: (data: EvidenceOf<K>['data']) => readonly object[];
}

function file<K extends EvidenceKind>(
  name: string,
  kind: K,
  rows: (data: EvidenceOf<K>['data']) => readonly object[],
): (document: AuditDocument) => readonly [string, string] | null {
  const entry: FileOf<K> = { file: `${name}.csv`, kind, rows };
  return (document) => {
    const records = evidenceOf(document, entry.kind).flatMap((evidence) =>
      entry.rows(evidence.data).map((row) => ({
        task: evidence.task,
        model: evidence.model,
        by: evidence.attribute,
        ...row,
      })),
    );
    return records.length === 0 ? null : [entry.file, csvOf(records)];
  };
}

const evidenceFiles = [
  file('gaps', 'gap-family', (data) =>
    data.levels.map((level) => ({
      of: data.metric,
      margin: data.margin,
      confidenceLevel: data.level,
      ...level,
      omnibusP: data.omnibus.pValue,
      omnibusTest: data.omnibus.test,
    })),
  ),
  file('gap-ranges', 'gap-family', (data) => [
    {
      metric: data.metric,
      range: data.range,
      critical: data.criticalValue,
      replicates: data.replicates,
    },
  ]),
  file('unit-of-analysis', 'unit-of-analysis', (data) => data.rows),
  file('images-per-patient', 'unit-of-analysis', (data) => data.histogram),
  file('effective-counts', 'unit-of-analysis', (data) => data.effective),
  file('power', 'power', (data) =>
    data.rows.map((row) => ({ metric: data.metric, margin: data.margin, ...row })),
  ),
  file('intersections', 'intersections', (data) =>
    data.cells.map((cell) => ({ metric: data.metric, method: data.method, ...cell })),
  ),
  file('missing-bounds', 'missing-bounds', (data) =>
    data.levels.map((level) => ({ metric: data.metric, ...level })),
  ),
  file('adjusted-gaps', 'adjusted-gaps', (data) =>
    data.rows.map((row) => ({ metric: data.metric, adjustedFor: data.adjustedFor, ...row })),
  ),
  file('predictive-values', 'predictive-values', (data) =>
    data.rows.map((row) => ({
      commonPrevalence: data.commonPrevalence,
      userPrevalence: data.userPrevalence,
      ...row,
    })),
  ),
  file('decomposition', 'decomposition', (data) =>
    data.rows.map((row) => ({ metric: data.metric, ...row })),
  ),
  file('roc', 'roc', (data) =>
    data.curves.flatMap((curve) => curve.points.map((point) => ({ level: curve.level, ...point }))),
  ),
  file('calibration', 'calibration', (data) =>
    data.groups.map(({ curve, ...group }) => ({ ...group, points: curve.length })),
  ),
  file('calibration-curve', 'calibration', (data) =>
    data.groups.flatMap((group) => group.curve.map((point) => ({ level: group.level, ...point }))),
  ),
  file('threshold-groups', 'threshold', (data) =>
    data.rows.map((row) => ({ threshold: data.threshold, source: data.source, ...row })),
  ),
  file('threshold-cost', 'threshold', (data) => data.cost),
  file('decision-curve', 'decision-curve', (data) =>
    data.curves.flatMap((curve) => curve.points.map((point) => ({ level: curve.level, ...point }))),
  ),
  file('decision-curve-difference', 'decision-curve', (data) =>
    data.curves.map((curve) => ({
      level: curve.level,
      operatingThreshold: data.operatingThreshold,
      differencePer1000: curve.differencePer1000,
    })),
  ),
  file('worst-group', 'worst-group', (data) => [data]),
  file('tipping-point', 'tipping-point', (data) =>
    data.rows.map((row) => ({ metric: data.metric, ...row })),
  ),
  file('label-uncertainty', 'label-uncertainty', (data) =>
    data.rows.map((row) => ({ attribute: data.attribute, drawCount: data.drawCount, ...row })),
  ),
  file('label-noise', 'label-noise', (data) => data.rows),
  file('label-noise-readers', 'label-noise', (data) => data.readers),
  file('model-among-readers', 'model-among-readers', (data) => data.readers),
  file('sites', 'sites', (data) => data.sites.map((site) => ({ of: data.metric, ...site }))),
  file('sites-pooled', 'sites', ({ sites, ...data }) => [{ ...data, siteCount: sites.length }]),
  file('metric-by-age', 'metric-by-age', (data) =>
    data.points.map((point) => ({ metric: data.metric, attribute: data.attribute, ...point })),
  ),
  file('acquisition', 'acquisition', (data) =>
    data.rows.map((row) => ({ ...row, labelAuroc: data.labelAuroc, scoreAuroc: data.scoreAuroc })),
  ),
  file('acquisition-within', 'acquisition', (data) => data.within),
  file('suitability', 'suitability', (data) => data.notes),
  file('model-comparison', 'model-comparison', ({ gapDifferences, ...data }) => [
    { ...data, gapDifferenceCount: gapDifferences.length },
  ]),
  file('model-gap-differences', 'model-comparison', (data) =>
    data.gapDifferences.map((row) => ({ metric: data.metric, a: data.a, b: data.b, ...row })),
  ),
  file('metric-matrix', 'metric-matrix', (data) =>
    data.rows.flatMap((row) =>
      data.columns.map((column, at) => ({
        metric: data.metric,
        attribute: row.attribute,
        column,
        level: row.levels[at],
        value: row.values[at],
        count: row.counts[at],
        ...Object.fromEntries(data.models.map((model, index) => [model, row.byModel[index]?.[at]])),
      })),
    ),
  ),
  file('confusion-matrix', 'confusion-matrix', (data) =>
    data.classes.flatMap((reference, row) =>
      data.classes.map((prediction, column) => ({
        reference,
        prediction,
        count: data.counts[row]?.[column],
      })),
    ),
  ),
  file('planted-and-found', 'planted-and-found', (data) => data.rows),
];

/**
 * Every figure of the report as CSV files that a spreadsheet opens safely.
 *
 * @returns file name (`*.csv`, no folder) to CSV text; files without a row are left out
 */
export function renderTables(document: AuditDocument): ReadonlyMap<string, string> {
  const { flow } = document;
  const own: readonly (readonly [string, readonly object[]])[] = [
    ['estimates.csv', document.estimates],
    ['findings.csv', document.findings],
    ['flow-inputs.csv', flow.inputs],
    ['flow-joins.csv', flow.joins],
    ['flow-steps.csv', flow.steps.flatMap(stepRows)],
    ['flow-tasks.csv', flow.tasks],
    [
      'missing.csv',
      document.missing.map(({ byOutcome, byGroup, ...row }) => ({
        ...row,
        outcomes: byOutcome.length,
        groups: byGroup.length,
      })),
    ],
    [
      'missing-by-outcome.csv',
      document.missing.flatMap((row) =>
        row.byOutcome.map((entry) => ({ attribute: row.attribute, ...entry })),
      ),
    ],
    [
      'missing-by-group.csv',
      document.missing.flatMap((row) =>
        row.byGroup.map((entry) => ({ missing: row.attribute, ...entry })),
      ),
    ],
    ['thresholds.csv', document.thresholds],
    ['gates.csv', document.gates],
    ['warnings.csv', document.warnings],
    ['checklists.csv', document.checklists],
    ['leakage.csv', [document.leakage]],
    ['self-proof.csv', document.selfProof?.rows ?? []],
  ];
  const files = new Map<string, string>();
  for (const [name, records] of own) if (records.length > 0) files.set(name, csvOf(records));
  for (const make of evidenceFiles) {
    const made = make(document);
    if (made !== null) files.set(made[0], made[1]);
  }
  return files;
}

function stepRows(step: AuditDocument['flow']['steps'][number]): readonly object[] {
  const { excluded, ...rest } = step;
  if (excluded.length === 0)
    return [{ ...rest, reason: null, excludedRows: null, excludedPatients: null }];
  return excluded.map((left) => ({
    ...rest,
    reason: left.reason,
    excludedRows: left.rowCount,
    excludedPatients: left.patientCount,
  }));
}
