import type { Block, ReadersEstimate } from '@equipoise/domain';
import { forestRow } from '../frame/forest-row.ts';
import { figure, many, share, withRange } from '../reader-study/study-words.ts';
import { becauseText, methodWords } from './consensus-words.ts';
import type { FusedPanel } from './fuse-panel.ts';
import type { GroupFigures, MethodFigures } from './label-figures.ts';
import { toldClasses } from './panel.ts';
import type { ReaderFigures } from './reader-figures.ts';

/** One question with everything that is told of it. */
export interface ToldPanel {
  readonly fused: FusedPanel;
  readonly methods: readonly MethodFigures[];
  readonly readers: readonly ReaderFigures[];
  readonly differ: ReadersEstimate;
  readonly groups: readonly GroupFigures[];
  readonly tiedCount: number;
}

/** Counts as a report shows them: `312 cases, 300 patients`. */
export function countsOf(one: ReadersEstimate): string {
  if (one.suppressed) return 'too few to show';
  const cases = many(one.caseCount, 'case');
  return one.patientCount === one.caseCount
    ? cases
    : `${cases}, ${many(one.patientCount, 'patient')}`;
}

function rowOf(label: string, group: string | null, one: ReadersEstimate) {
  return forestRow(label, group, one, countsOf(one));
}

function classTitle(told: ToldPanel, c: number): string {
  const { panel } = told.fused;
  return panel.target === null ? `${panel.task}: ${panel.classes[c]}` : panel.task;
}

/** Labels by question: how many, how sure, by which method. */
export function labelBlocks(told: readonly ToldPanel[], isSharing: boolean): Block[] {
  const rows = told.map((one) => {
    const { panel, chosen } = one.fused;
    const own = one.methods.find((method) => method.consensus.method === chosen.method)!;
    const most = toldClasses(panel).map((_, at) => own.prevalence[at]!);
    return {
      question: panel.task,
      cases: panel.readCount,
      readings: panel.answers.label.length,
      readers: panel.active.length,
      method: methodWords[chosen.method],
      prevalence: toldClasses(panel)
        .map((c, at) =>
          panel.target === null
            ? `${panel.classes[c]} ${share(most[at]!.value)}`
            : `${share(most[at]!.value)} (${share(most[at]!.low)} to ${share(most[at]!.high)})`,
        )
        .join(', '),
      differ: one.differ.value === null ? '—' : share(one.differ.value),
      ties: isSharing ? null : one.tiedCount,
      disputed: isSharing ? null : one.fused.disputed.length,
    };
  });
  return [
    {
      kind: 'table',
      id: 'labels',
      title: 'One label for each case, by question',
      caption: 'Cases, readings, method and prevalence of every question.',
      task: null,
      columns: [
        { key: 'question', title: 'Question', digits: null },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'readers', title: 'readers', digits: 0 },
        { key: 'readings', title: 'readings', digits: 0 },
        { key: 'method', title: 'method', digits: null },
        { key: 'prevalence', title: 'prevalence', digits: null },
        { key: 'differ', title: 'readers differ', digits: null },
        { key: 'ties', title: 'tied votes', digits: 0 },
        { key: 'disputed', title: 'methods differ', digits: 0 },
      ],
      rows,
      note: 'Readers differ: share of the cases with two readings or more on which not all gave the same answer. Methods differ: cases to which two methods give different labels.',
      shown: null,
    },
  ];
}

/** The methods side by side: prevalence under each, agreement with the plain vote. */
export function methodBlocks(told: readonly ToldPanel[]): Block[] {
  const blocks: Block[] = [];
  const names = [...new Set(told.flatMap((one) => one.methods.map((m) => m.consensus.method)))];
  const lines = told.flatMap((one) =>
    toldClasses(one.fused.panel).map((c, at) => ({ one, title: classTitle(one, c), at })),
  );
  if (lines.length <= 4) {
    for (const { one, title, at } of lines) {
      blocks.push({
        kind: 'forest',
        id: `prevalence-by-method-${title}`,
        title: `Prevalence by method`,
        caption: `The share of "${one.fused.panel.classes[toldClasses(one.fused.panel)[at]!]}" under each way of fusing the same readings. Limits hold the sampling of patients and the doubt about each label; the line is the share of votes.`,
        task: title,
        axis: 'prevalence',
        rule: one.methods.find((m) => m.consensus.method === 'vote')?.prevalence[at]?.value ?? null,
        margin: null,
        digits: 3,
        rows: one.methods.map((m) =>
          rowOf(methodWords[m.consensus.method], null, m.prevalence[at]!),
        ),
      });
    }
  } else {
    blocks.push({
      kind: 'heat-map',
      id: 'prevalence-by-method',
      title: 'Prevalence by question and method',
      caption:
        'Each row is one question, each column one way of fusing the same readings. Where a row jumps from column to column, the label hangs on the method.',
      task: null,
      rowTitle: 'question',
      columnTitle: 'method',
      rows: lines.map((line) => line.title),
      columns: names.map((name) => methodWords[name]),
      values: lines.map(({ one, at }) =>
        names.map(
          (name) =>
            one.methods.find((m) => m.consensus.method === name)?.prevalence[at]?.value ?? null,
        ),
      ),
      range: null,
      digits: 2,
    });
  }
  const others = names.filter((name) => name !== 'vote');
  if (others.length > 0) {
    blocks.push({
      kind: 'heat-map',
      id: 'agreement-with-vote',
      title: 'Same label as the majority vote',
      caption:
        'Share of cases to which a method gives the label that most readers gave; tied votes are left out. Below 0.90 look at the cases before you take the label.',
      task: null,
      rowTitle: 'question',
      columnTitle: 'method',
      rows: told.map((one) => one.fused.panel.task),
      columns: others.map((name) => methodWords[name]),
      values: told.map((one) =>
        others.map(
          (name) => one.methods.find((m) => m.consensus.method === name)?.withVote.value ?? null,
        ),
      ),
      range: [0.7, 1],
      digits: 3,
    });
  }
  blocks.push({
    kind: 'table',
    id: 'methods',
    title: 'Methods side by side',
    caption: 'Prevalence and agreement with the vote with limits.',
    task: null,
    columns: [
      { key: 'question', title: 'Question', digits: null },
      { key: 'method', title: 'method', digits: null },
      { key: 'prevalence', title: 'prevalence', digits: null },
      { key: 'vote', title: 'same label as the vote', digits: null },
    ],
    rows: lines.flatMap(({ one, title, at }) =>
      one.methods.map((m) => ({
        question: title,
        method: `${methodWords[m.consensus.method]}${m.consensus.method === one.fused.chosen.method ? ' (taken)' : ''}`,
        prevalence: withRange(m.prevalence[at]!),
        vote: withRange(m.withVote),
      })),
    ),
    note: null,
    shown: 24,
  });
  return blocks;
}

/** How every reader does, as far as the panel tells. */
export function readerBlocks(told: readonly ToldPanel[]): Block[] {
  const lines = told.flatMap((one) =>
    toldClasses(one.fused.panel).map((c, at) => ({ one, title: classTitle(one, c), at, c })),
  );
  const names = [...new Set(told.flatMap((one) => one.readers.map((r) => r.name)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  if (names.length === 0) return [];
  const blocks: Block[] = [];
  const metrics = [
    ['sensitivity', 'Sensitivity of each reader', 'How often the reader sees it when it is there.'],
    [
      'specificity',
      'Specificity of each reader',
      'How often the reader leaves it out when it is not there.',
    ],
  ] as const;
  const hasRates = told.some((one) =>
    one.readers.some((r) => r.sensitivity.some((e) => e.value !== null)),
  );
  if (hasRates && lines.length <= 3 && names.length <= 40) {
    for (const { one, title, at } of lines) {
      for (const [metric, heading, plain] of metrics) {
        blocks.push({
          kind: 'forest',
          id: `${metric}-${title}`,
          title: heading,
          caption: `${plain} No reference standard enters: the readers' own answers tell, under the model that they err independently.`,
          task: title,
          axis: metric,
          rule: 0.5,
          margin: null,
          digits: 2,
          rows: one.readers.map((r) => rowOf(r.name, null, r[metric][at]!)),
        });
      }
    }
  } else if (hasRates && names.length <= 40) {
    for (const [metric, heading, plain] of metrics) {
      blocks.push({
        kind: 'heat-map',
        id: `reader-${metric}`,
        title: heading,
        caption: `${plain} Limits stand in the table of readers; rare findings leave them wide.`,
        task: null,
        rowTitle: 'question',
        columnTitle: 'reader',
        rows: lines.map((line) => line.title),
        columns: names,
        values: lines.map(({ one, at }) =>
          names.map(
            (name) => one.readers.find((r) => r.name === name)?.[metric][at]?.value ?? null,
          ),
        ),
        range: [0, 1],
        digits: 2,
      });
    }
  }
  blocks.push({
    kind: 'table',
    id: 'readers',
    title: 'Readers',
    caption: 'Sensitivity, specificity and agreement with the vote of the others, with limits.',
    task: null,
    columns: [
      { key: 'question', title: 'Question', digits: null },
      { key: 'reader', title: 'reader', digits: null },
      { key: 'readings', title: 'readings', digits: 0 },
      { key: 'sensitivity', title: 'sensitivity', digits: null },
      { key: 'specificity', title: 'specificity', digits: null },
      { key: 'others', title: 'same as the vote of the others', digits: null },
    ],
    rows: lines.flatMap(({ one, title, at }) =>
      one.readers.map((r) => ({
        question: title,
        reader: r.name,
        readings: r.withOthers.suppressed ? null : r.readingCount,
        sensitivity: withRange(r.sensitivity[at]!, (x) => figure(x, 2)),
        specificity: withRange(r.specificity[at]!, (x) => figure(x, 2)),
        others: withRange(r.withOthers, (x) => figure(x, 2)),
      })),
    ),
    note: 'Sensitivity and specificity follow from the panel alone (posterior medians). Agreement with the others needs no model, and is too low wherever the others are unsure.',
    shown: 60,
  });
  return blocks;
}

/** How often readers differ, by patient group. */
export function groupBlocks(told: readonly ToldPanel[]): Block[] {
  return told.flatMap((one) => {
    if (one.groups.length === 0) return [];
    const { task } = one.fused.panel;
    return [
      {
        kind: 'forest' as const,
        id: `differ-by-group-${task}`,
        title: 'Cases on which readers differ, by group',
        caption:
          'Share of the cases with two readings or more on which not all readers gave the same answer. A group with more disagreement has the poorer labels, and an audit of that group is the less certain.',
        task,
        axis: 'share of cases',
        rule: one.differ.value,
        margin: null,
        digits: 2,
        rows: one.groups.map((g) =>
          rowOf(
            `${g.level}${g.isSmall && !g.differ.suppressed ? ' (few patients)' : ''}`,
            g.attribute,
            g.differ,
          ),
        ),
      },
    ];
  });
}

/** Why each question got its method. */
export function choiceSentence(told: readonly ToldPanel[]): string {
  const groups = new Map<string, string[]>();
  for (const one of told) {
    const key = `${methodWords[one.fused.chosen.method]}|${becauseText(one.fused.chosen.because)}`;
    groups.set(key, [...(groups.get(key) ?? []), one.fused.panel.task]);
  }
  return [...groups]
    .map(([key, tasks]) => {
      const [method, why] = key.split('|');
      const of = groups.size === 1 ? '' : ` for ${tasks.join(', ')}`;
      return `Labels are made by ${method}${of}, because ${why}`;
    })
    .join('; ')
    .concat('.');
}
