import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
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

const rowsShown = 15;

/** Counts as a report shows them: `312 cases, 300 patients`. */
export function countsOf(one: ReadersEstimate): string {
  if (one.suppressed) return 'too few to show';
  const cases = many(one.caseCount, 'case');
  return one.patientCount === one.caseCount
    ? cases
    : `${cases}, ${many(one.patientCount, 'patient')}`;
}

/** A forest row from an estimate. */
function forestRow(label: string, group: string | null, one: ReadersEstimate) {
  return {
    label,
    group,
    value: one.value,
    low: one.low,
    high: one.high,
    counts: countsOf(one),
    reason: one.value === null ? (one.undefinedReason ?? '').replaceAll('-', ' ') : null,
  };
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
        caption: `The share of "${one.fused.panel.classes[toldClasses(one.fused.panel)[at]!]}" under each way of fusing the same readings. Limits hold the sampling of patients and the doubt about each label.`,
        task: title,
        axis: 'prevalence',
        rule: null,
        margin: null,
        digits: 3,
        rows: one.methods.map((m) =>
          forestRow(methodWords[m.consensus.method], null, m.prevalence[at]!),
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
    shown: 40,
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
          rule: null,
          margin: null,
          digits: 2,
          rows: one.readers.map((r) => forestRow(r.name, null, r[metric][at]!)),
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

function answersText(told: ToldPanel, at: number): string {
  const { answers, classes } = told.fused.panel;
  const counts = new Map<number, number>();
  for (let i = answers.starts[at]!; i < answers.starts[at + 1]!; i++) {
    counts.set(answers.label[i]!, (counts.get(answers.label[i]!) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([label, count]) => `${count} × ${classes[label]}`)
    .join(', ');
}

/** Cases worth one more reading in the order in which reading them settles most. */
export function nextBlocks(
  told: readonly ToldPanel[],
  readings: Readings,
  names: readonly string[],
  hasSlots: boolean,
): Block[] {
  const blocks: Block[] = [];
  const all = told
    .flatMap((one) => one.fused.next.map((next) => ({ one, next })))
    .sort((a, b) => b.next.expectedGain - a.next.expectedGain || a.next.at - b.next.at);
  if (all.length === 0) return [];
  const curves = told
    .map((one) => {
      const total = one.fused.next.reduce((sum, next) => sum + next.entropy, 0);
      let settled = 0;
      const points = [{ x: 0, y: 0, low: null, high: null }];
      one.fused.next.forEach((next, at) => {
        settled += next.expectedGain;
        const n = at + 1;
        const isShown = n <= 10 || n % Math.max(1, Math.floor(one.fused.next.length / 40)) === 0;
        if (isShown || n === one.fused.next.length) {
          points.push({ x: n, y: total > 0 ? settled / total : 0, low: null, high: null });
        }
      });
      return { name: one.fused.panel.task, points, total };
    })
    .filter((one) => one.total > 0)
    .sort((a, b) => b.total - a.total)
    .slice(0, 4);
  blocks.push({
    kind: 'curve',
    id: 'settled',
    title: 'Uncertainty that one more reading settles',
    caption:
      'Cases are read once more in the order of the list below; the curve is the share of all remaining label uncertainty that this is expected to remove. Stop where it flattens.',
    task: null,
    xTitle: 'cases read once more',
    yTitle: 'share of the uncertainty settled',
    diagonal: false,
    series: curves.map(({ name, points }) => ({ name, points })),
  });
  blocks.push({
    kind: 'table',
    id: 'next-readings',
    title: 'Cases worth one more reading',
    caption: 'The case that one more answer would settle most stands first.',
    task: null,
    columns: [
      { key: 'rank', title: 'rank', digits: 0 },
      { key: 'question', title: 'question', digits: null },
      { key: 'case', title: 'case', digits: null },
      { key: 'answers', title: 'answers so far', digits: null },
      { key: 'tied', title: 'tied', digits: null },
      { key: 'uncertainty', title: 'uncertainty (nats)', digits: 3 },
      { key: 'gain', title: 'expected to settle', digits: 3 },
      { key: 'reader', title: 'best asked of', digits: null },
    ],
    rows: all.slice(0, 20_000).map(({ one, next }, at) => ({
      rank: at + 1,
      question: one.fused.panel.task,
      case: readings.caseNames[next.at]!,
      answers: answersText(one, next.at),
      tied: next.isTied ? 'yes' : '',
      uncertainty: next.entropy,
      gain: next.expectedGain,
      reader:
        hasSlots ||
        next.bestReader < 0 ||
        one.fused.panel.active.length < 3 ||
        !one.fused.panel.active.includes(next.bestReader)
          ? ''
          : names[next.bestReader]!,
    })),
    note: 'Uncertainty is the entropy of the label under Dawid-Skene with light priors, so that a case with a single reading is not taken as certain.',
    shown: rowsShown,
  });
  return blocks;
}

/** Where methods contradict one another, case by case. */
export function disputeBlock(told: readonly ToldPanel[], readings: Readings): Block | null {
  const names = [...new Set(told.flatMap((one) => one.methods.map((m) => m.consensus.method)))];
  const rows = told.flatMap((one) =>
    one.fused.disputed.slice(0, 20_000).map((t) => ({
      question: one.fused.panel.task,
      case: readings.caseNames[t]!,
      answers: answersText(one, t),
      ...Object.fromEntries(
        names.map((name) => {
          const label = one.fused.all.find((c) => c.method === name)?.labels[t] ?? -1;
          return [name, label < 0 ? '(tie)' : one.fused.panel.classes[label]!];
        }),
      ),
    })),
  );
  if (rows.length === 0) return null;
  return {
    kind: 'table',
    id: 'disputed',
    title: 'Cases on which the methods differ',
    caption: 'Labels of each method for the cases where two of them are not the same.',
    task: null,
    columns: [
      { key: 'question', title: 'question', digits: null },
      { key: 'case', title: 'case', digits: null },
      { key: 'answers', title: 'answers', digits: null },
      ...names.map((name) => ({ key: name, title: methodWords[name], digits: null })),
    ],
    rows,
    note: null,
    shown: rowsShown,
  };
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
          forestRow(
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
