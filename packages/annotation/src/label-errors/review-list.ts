import { costCurve } from '../quality/cost-curve.ts';
import type { LabelErrorsInput, ReviewList } from './label-errors-input.ts';
import { explainSuspect, nameOf, type SearchedTask } from './search-task.ts';

/** Expected wrong labels among the first n of a list. */
export interface ListCurve {
  readonly points: readonly {
    readonly n: number;
    readonly expected: number;
    readonly low: number;
    readonly high: number;
    /** Wrong by the panel among those it looked at, and how many it looked at. */
    readonly seenWrong: number | null;
    readonly seen: number;
    /** The same with what the panel saw: known outcomes, and the rest recalibrated on them; null without a panel. */
    readonly reviewed: {
      readonly expected: number;
      readonly low: number;
      readonly high: number;
    } | null;
  }[];
}

/** One label of the combined list. */
export interface ListItem {
  readonly searched: SearchedTask;
  readonly suspect: SearchedTask['suspects'][number];
  readonly wrong: number;
}

/** All suspects of all tasks, the most probably wrong first. */
export function reviewOrder(searched: readonly SearchedTask[]): ListItem[] {
  return searched
    .flatMap((one) =>
      one.suspects.map((suspect) => ({ searched: one, suspect, wrong: suspect.wrong })),
    )
    .sort((a, b) => b.wrong - a.wrong);
}

/** The cost curve of a list, with what a panel saw of it. */
export function listCurve(
  items: readonly ListItem[],
  study: LabelErrorsInput,
  level: number,
): ListCurve {
  const order = Int32Array.from(items.keys());
  const probabilities = Float64Array.from(items, (one) => one.wrong);
  const patients = Int32Array.from(
    items,
    (one) => study.patient[one.searched.rows[one.suspect.at]!]!,
  );
  const scenario = (of: (one: ListItem) => number): ReturnType<typeof costCurve> =>
    costCurve(
      order,
      Float64Array.from(items, (one) => of(one)),
      { patients, level },
    );
  const curve = scenario((one) => one.wrong);
  const lowest = scenario((one) => one.suspect.low);
  const highest = scenario((one) => one.suspect.high);
  const seen = new Int32Array(items.length + 1);
  const wrong = new Int32Array(items.length + 1);
  items.forEach(({ searched, suspect }, n) => {
    const said = searched.task.panel?.[searched.rows[suspect.at]!] ?? -1;
    seen[n + 1] = seen[n]! + (said >= 0 ? 1 : 0);
    wrong[n + 1] = wrong[n]! + (said >= 0 && said !== suspect.given ? 1 : 0);
  });
  const isSeen = seen[items.length]! > 0;
  const outcomes = Int8Array.from(items, ({ searched, suspect }) => {
    const said = searched.task.panel?.[searched.rows[suspect.at]!] ?? -1;
    return said < 0 ? -1 : Number(said !== suspect.given);
  });
  const after = isSeen
    ? costCurve(
        order,
        // A review may move what the model is sure of.
        probabilities.map((p) => Math.min(0.99, Math.max(0.01, p))),
        { patients, level, reviewed: outcomes },
      )
    : null;
  return {
    points: curve.points.map(({ n, expectedWrong }, at) => ({
      n,
      expected: expectedWrong,
      low: lowest.points[at]!.limits[0],
      high: highest.points[at]!.limits[1],
      seen: seen[n]!,
      seenWrong: seen[n]! > 0 ? wrong[n]! : null,
      reviewed:
        after === null
          ? null
          : {
              expected: after.points[at]!.expectedWrong,
              low: after.points[at]!.limits[0],
              high: after.points[at]!.limits[1],
            },
    })),
  };
}

/** The items as rows of the review list, made one by one as they are read. */
export function reviewList(items: readonly ListItem[]): ReviewList {
  return {
    count: items.length,
    *rows() {
      for (const [at, { searched, suspect, wrong }] of items.entries()) {
        const row = searched.rows[suspect.at]!;
        const said = searched.task.panel?.[row] ?? -1;
        const { suggested, sentences } = explainSuspect(searched, suspect);
        yield {
          rank: at + 1,
          task: searched.task.task,
          row,
          given: nameOf(searched.task, suspect.given),
          suggested: nameOf(searched.task, suggested),
          wrong,
          reasons: sentences,
          panel: said < 0 ? null : searched.task.classes[said]!,
        };
      }
    },
  };
}
