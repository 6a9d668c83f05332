import type { EvidenceOf, Finding, LabelNoiseRow, Study } from '@equipoise/domain';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { countsOfRows, rowsOfLevel, rowsOfRest } from '../frame/rates.ts';
import { sayLevel } from '../frame/wording.ts';
import { type Counted, drawnDifference, drawnShare, everyLabel } from './drawn-share.ts';
import { labelDraws } from './label-draws.ts';
import { labelEvidence, type RunEvidence } from './label-evidence.ts';
import { needsReaders } from './label-uncertainty.ts';
import { letIn } from './let-in.ts';

/** How often the given label, and each reader, is wrong: for everyone and in each group. */
export const labelNoise: AuditSpec = defineAudit({
  id: 'label-noise',
  title: 'Wrong labels, by group and by reader',
  question: 'How often is the reference label wrong, and is it wrong more often in some group?',
  items: [17],
  needs: needsReaders,
  sources: ['doi:10.2307/2346806', 'doi:10.1002/9780470316696'],
  // Labels are drawn while the engine works; the draws serve the next audit too.
  readsRowsOnly: true,
  async run(study, context): Promise<AuditOutcome> {
    const evidence: EvidenceOf<'label-noise'>[] = [];
    const findings: Finding[] = [];
    const seen = new Set<string>();
    for (const run of context.labelSampling === undefined ? [] : context.runs) {
      // The labels of a task are one thing, whichever model is audited: the first model informs them.
      const key = `${run.task}/${run.class ?? ''}`;
      const found = labelEvidence(run, study, null);
      if (found === null || seen.has(key)) continue;
      seen.add(key);
      const part = await measureNoise(study, run, found, context);
      evidence.push(part.evidence);
      findings.push(...part.findings);
    }
    return evidence.length === 0
      ? notAssessed(needsReaders)
      : { estimates: [], findings, evidence, needs: null };
  },
});

/** Drawn labels of a run, one array a draw. */
async function drawLabels(
  run: PredictionRun,
  attribute: RunAttribute | null,
  { evidence }: RunEvidence,
  context: AuditContext,
): Promise<Uint8Array[]> {
  const draws = labelDraws(run, attribute, evidence, 'posterior', context);
  const drawn: Uint8Array[] = [];
  for (let m = 0; m < draws.count; m++) {
    await letIn(m, run.job.rowCount, context.signal);
    drawn.push(draws.labels(m));
  }
  return drawn;
}

async function measureNoise(
  study: Study,
  run: PredictionRun,
  found: RunEvidence,
  context: AuditContext,
): Promise<{ evidence: EvidenceOf<'label-noise'>; findings: readonly Finding[] }> {
  const base = evidenceBase('label-noise', labelNoise.id, run, null, 'How often labels are wrong');
  const all = Int32Array.from({ length: run.job.rowCount }, (_, i) => i);
  const draws = await drawLabels(run, null, found, context);
  const rows: LabelNoiseRow[] = [noiseRow(run, null, -1, all, null, draws, context)];
  const findings: Finding[] = [];
  for (const attribute of run.attributes) {
    const own = labelEvidence(run, study, attribute);
    if (own === null) continue;
    const drawn = await drawLabels(run, attribute, own, context);
    for (let level = 0; level < attribute.levels.length; level++) {
      await letIn(level * draws.length, run.job.rowCount, context.signal);
      const inside = rowsOfLevel(attribute, level);
      if (inside.length === 0) continue;
      const rest = rowsOfRest(attribute, level);
      const row = noiseRow(run, attribute, level, inside, rest, drawn, context);
      rows.push(row);
      const finding = noiseFinding(run, row, base.id, context);
      if (finding !== null) findings.push(finding);
    }
  }
  return {
    findings,
    evidence: {
      ...base,
      data: {
        source: found.labels.source,
        drawCount: draws.length,
        rows,
        readers: readerRows(run, found, draws, context),
      },
    },
  };
}

function noiseRow(
  run: PredictionRun,
  attribute: RunAttribute | null,
  at: number,
  rows: Int32Array,
  rest: Int32Array | null,
  draws: readonly Uint8Array[],
  context: AuditContext,
): LabelNoiseRow {
  const { level } = context.settings;
  const said = Int8Array.from(run.job.label);
  const isWrong: Counted = { said, hit: [0, 1, 1, 0], counted: everyLabel };
  return {
    attribute: attribute?.name ?? null,
    level: attribute?.levels[at] ?? null,
    ...countsOfRows(run, rows),
    wrong: drawnShare(run, rows, draws, isWrong, level),
    falsePositive: drawnShare(
      run,
      rows,
      draws,
      { said, hit: [0, 0, 1, 0], counted: [0, 0, 1, 1] },
      level,
    ),
    falseNegative: drawnShare(
      run,
      rows,
      draws,
      { said, hit: [0, 1, 0, 0], counted: [1, 1, 0, 0] },
      level,
    ),
    gap: rest === null ? null : drawnDifference(run, rows, rest, draws, isWrong, level),
  };
}

type ReaderRow = EvidenceOf<'label-noise'>['data']['readers'][number];

function readerRows(
  run: PredictionRun,
  { labels, evidence }: RunEvidence,
  draws: readonly Uint8Array[],
  context: AuditContext,
): ReaderRow[] {
  const { level } = context.settings;
  return inNameOrder(labels.readerNames).flatMap((r): ReaderRow[] => {
    const reader = labels.readerNames[r]!;
    const said = answersOf(evidence, r);
    const rows = Int32Array.from(Array.from(said, (_, i) => i).filter((i) => said[i]! >= 0));
    if (rows.length === 0) return [];
    const { caseCount, patientCount } = countsOfRows(run, rows);
    return [
      {
        reader,
        caseCount,
        patientCount,
        wrong: drawnShare(
          run,
          rows,
          draws,
          { said, hit: [0, 1, 1, 0], counted: everyLabel },
          level,
        ),
        sensitivity: drawnShare(
          run,
          rows,
          draws,
          { said, hit: [0, 0, 0, 1], counted: [0, 1, 0, 1] },
          level,
        ),
        specificity: drawnShare(
          run,
          rows,
          draws,
          { said, hit: [1, 0, 0, 0], counted: [1, 0, 1, 0] },
          level,
        ),
      },
    ];
  });
}

/** Positions of readers by name. */
export function inNameOrder(names: readonly string[]): number[] {
  return names.map((_, r) => r).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
}

/** What one reader said of each row: 1, 0, or −1 where nothing; the last of several answers. */
export function answersOf(evidence: RunEvidence['evidence'], reader: number): Int8Array {
  const said = new Int8Array(evidence.rowCount).fill(-1);
  for (let i = 0; i < evidence.rowCount; i++) {
    for (let j = evidence.starts[i]!; j < evidence.starts[i + 1]!; j++)
      if (evidence.reader[j] === reader) said[i] = evidence.answer[j]!;
  }
  return said;
}

function noiseFinding(
  run: PredictionRun,
  row: LabelNoiseRow,
  evidenceId: string,
  context: AuditContext,
): Finding | null {
  const { gap, wrong } = row;
  if (gap === null || gap.low === null || gap.high === null || gap.value === null) return null;
  // Where there are two levels, less in the one is more in the other.
  if (gap.low <= 0 || row.patientCount < 10) return null;
  const points = (x: number): string => `${(100 * Math.abs(x)).toFixed(1)}`;
  const task = run.class === null ? run.task : `${run.task} (${run.class})`;
  return {
    id: `finding/${evidenceId}/${row.attribute}/${row.level}`,
    audit: labelNoise.id,
    task: run.task,
    model: run.model,
    attribute: row.attribute,
    metric: null,
    verdict: 'not-assessable',
    sentence: `${task}: reference labels are wrong more often for ${row.attribute} ${row.level} than for all others, ${(100 * (wrong.value ?? 0)).toFixed(1)} % of them, by ${points(gap.value)} points (${sayLevel(context.settings.level)} limits ${points(gap.low)} to ${points(gap.high)}).`,
    margin: null,
    reason: 'no-margin-declared',
    estimateIds: [],
    evidenceIds: [evidenceId],
    role: 'description',
  };
}
