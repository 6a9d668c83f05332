import type { Block, Readings } from '@equipoise/domain';
import type { ToldPanel } from './consensus-sections.ts';
import { methodWords } from './consensus-words.ts';

const rowsShown = 15;

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
