import type { Block } from '@equipoise/domain';
import { many, share } from '../reader-study/study-words.ts';
import type { LabelErrorsInput } from './label-errors-input.ts';
import type { ToldTask } from './label-errors-sections.ts';
import type { ListCurve, ListItem } from './review-list.ts';
import { explainSuspect, shownClass } from './search-task.ts';

/** How many of the next n labels are expected to be wrong. */
export function curveBlocks(whole: ListCurve, told: readonly ToldTask[]): Block[] {
  if (whole.points.length === 0) return [];
  const isSeen = whole.points.some((one) => one.seenWrong !== null);
  const series: {
    name: string;
    points: { x: number; y: number; low: number | null; high: number | null }[];
  }[] = [
    {
      name: isSeen ? 'by the model alone' : 'expected wrong',
      points: [{ n: 0, expected: 0, low: 0, high: 0 }, ...whole.points].map((one) => ({
        x: one.n,
        y: one.expected,
        low: one.low,
        high: one.high,
      })),
    },
  ];
  if (isSeen) {
    series.push({
      name: 'with what the panel saw',
      points: whole.points.flatMap((one) =>
        one.reviewed === null
          ? []
          : [
              {
                x: one.n,
                y: one.reviewed.expected,
                low: one.reviewed.low,
                high: one.reviewed.high,
              },
            ],
      ),
    });
  }
  const blocks: Block[] = [
    {
      kind: 'curve',
      id: 'cost-curve',
      title: 'How many of the next n are expected to be wrong',
      caption:
        'The review list is worked through from the top; the band holds chance and what noise and errors of the model leave open. With a weak model the curve is too high; a review sets it right. Where the curve flattens, a further look finds little.',
      task: null,
      xTitle: 'labels reviewed',
      yTitle: 'wrong among them',
      diagonal: false,
      series,
    },
    {
      kind: 'table',
      id: 'cost-curve-table',
      title: 'Cost curve',
      caption: 'Expected wrong labels among the first n of the list.',
      task: null,
      columns: [
        { key: 'n', title: 'labels reviewed', digits: 0 },
        { key: 'expected', title: 'expected wrong', digits: 1 },
        { key: 'low', title: 'from', digits: 1 },
        { key: 'high', title: 'to', digits: 1 },
        { key: 'share', title: 'share', digits: null },
        ...(isSeen ? [{ key: 'seen', title: 'wrong by the panel', digits: null }] : []),
      ],
      rows: whole.points.map((one) => ({
        n: one.n,
        expected: one.expected,
        low: one.low,
        high: one.high,
        share: share(one.expected / one.n),
        seen: one.seenWrong === null ? '—' : `${one.seenWrong} of ${one.seen}`,
      })),
      note: told.length > 1 ? 'All tasks in one list.' : null,
      shown: null,
    },
  ];
  return blocks;
}

/** The review list. */
export function reviewBlock(
  items: readonly ListItem[],
  study: LabelErrorsInput,
  hasPanel: boolean,
): Block {
  return {
    kind: 'table',
    id: 'review-list',
    title: 'Review list',
    caption: 'The label that is most probably wrong stands first, with the reasons.',
    task: null,
    columns: [
      { key: 'rank', title: 'rank', digits: 0 },
      { key: 'case', title: 'case', digits: null },
      { key: 'task', title: 'task', digits: null },
      { key: 'given', title: 'label', digits: null },
      { key: 'suggested', title: 'perhaps', digits: null },
      { key: 'wrong', title: 'P(wrong)', digits: 2 },
      ...(hasPanel ? [{ key: 'panel', title: 'panel', digits: null }] : []),
      { key: 'reasons', title: 'why', digits: null },
    ],
    rows: items.slice(0, 1000).map((item, at) => {
      const at0 = item.searched.rows[item.suspect.at]!;
      const said = item.searched.task.panel?.[at0] ?? -1;
      const { suggested, sentences } = explainSuspect(item.searched, item.suspect);
      return {
        rank: at + 1,
        case: study.caseName(at0),
        task: item.searched.task.task,
        given: shownClass(item.searched.task, item.suspect.given),
        suggested: shownClass(item.searched.task, suggested),
        wrong: item.wrong,
        panel: said < 0 ? '' : shownClass(item.searched.task, said),
        reasons: sentences.join(' '),
      };
    }),
    note: `The whole list (${many(items.length, 'label')}) stands in review.csv, with a column to fill in.`,
    shown: 15,
  };
}
