import type { Block, ReadersEstimate, Readings } from '@equipoise/domain';
import { forestRow } from '../agreement/answers.ts';
import { withRange } from '../reader-study/study-words.ts';
import type { NumberMethod, NumberReadings } from './number-fusion.ts';
import { plainFigure, spreadOfCases } from './number-groups.ts';
import type { NumberReader } from './number-readers.ts';

/** Names of the methods as tables and sentences show them. */
export const numberMethodWords: Readonly<Record<NumberMethod, string>> = {
  mean: 'mean',
  median: 'median',
  'weighted-mean': 'weighted mean',
  'random-effects': 'random-effects model',
};

/** `12.3 (11.9 to 12.7)`. */
export function numberText(one: Pick<ReadersEstimate, 'value' | 'low' | 'high'>): string {
  return withRange(one, plainFigure);
}

/** The ways of fusing, side by side. */
export function methodBlock(
  task: string,
  methods: readonly {
    readonly method: NumberMethod;
    readonly mean: ReadersEstimate;
    readonly error: ReadersEstimate;
    readonly distance: ReadersEstimate;
  }[],
  taken: NumberMethod,
): Block {
  return {
    kind: 'table',
    id: `number-methods-${task}`,
    title: 'Ways of fusing, side by side',
    caption: 'Mean label, its standard error and its distance from the plain mean, by method.',
    task,
    columns: [
      { key: 'method', title: 'Method', digits: null },
      { key: 'mean', title: 'mean label', digits: null },
      { key: 'error', title: 'standard error of a label', digits: null },
      { key: 'distance', title: 'distance from the mean', digits: null },
      { key: 'cases', title: 'cases', digits: 0 },
    ],
    rows: methods.map((one) => ({
      method: `${numberMethodWords[one.method]}${one.method === taken ? ' (taken)' : ''}`,
      mean: numberText(one.mean),
      error: numberText({ ...one.error, low: null, high: null }),
      distance:
        one.method === 'mean' ? '—' : numberText({ ...one.distance, low: null, high: null }),
      cases: one.mean.suppressed === true ? null : one.mean.caseCount,
    })),
    note: 'Weighted mean and random-effects model take each reader’s offset off and weigh readers by how little they err; the model also draws labels of few readings towards the mean of all.',
    shown: null,
  };
}

/** Most readers shown one by one. */
const mostShown = 40;

/** Offset, spread and limits of agreement of each reader. */
export function readerBlocks(task: string, readers: readonly NumberReader[]): Block[] {
  if (readers.length < 2) return [];
  const blocks: Block[] = [];
  // Of a crowd those who read most are shown.
  const isCrowd = readers.length > mostShown;
  const busiest = isCrowd ? [...readers].sort((a, b) => b.caseCount - a.caseCount) : [...readers];
  const shown = busiest.slice(0, mostShown).sort((a, b) => (a.name < b.name ? -1 : 1));
  const forest = (
    id: string,
    title: string,
    caption: string,
    axis: string,
    rule: number | null,
    pick: (one: NumberReader) => ReadersEstimate,
  ): void => {
    if (shown.every((one) => pick(one).value === null)) return;
    blocks.push({
      kind: 'forest',
      id: `${id}-${task}`,
      title,
      caption: isCrowd
        ? `${caption} The ${mostShown} of ${readers.length} readers with most cases.`
        : caption,
      task,
      axis,
      rule,
      margin: null,
      digits: 2,
      rows: shown.map((one) => forestRow(one.name, pick(one))),
    });
  };
  forest(
    'number-bias',
    'Who reads high, who reads low',
    'Offset of each reader against the mean of the readers. Nobody knows the true numbers: a bias that all readers share is not seen here.',
    'offset',
    0,
    (one) => one.bias,
  );
  forest(
    'number-sd',
    'How far each reader errs',
    'Standard deviation of each reader’s error once the offset is taken off.',
    'standard deviation',
    null,
    (one) => one.sd,
  );
  blocks.push({
    kind: 'table',
    id: `number-readers-${task}`,
    title: 'Readers who measure',
    caption: 'Offset, spread and limits of agreement with the mean of the other readers.',
    task,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      { key: 'cases', title: 'cases', digits: 0 },
      { key: 'bias', title: 'offset', digits: null },
      { key: 'sd', title: 'standard deviation', digits: null },
      { key: 'others', title: 'minus mean of the others', digits: null },
      { key: 'lower', title: 'lower limit of agreement', digits: null },
      { key: 'upper', title: 'upper limit of agreement', digits: null },
    ],
    rows: busiest.map((one) => ({
      reader: one.name,
      cases: one.bias.suppressed === true ? null : one.caseCount,
      bias: numberText(one.bias),
      sd: numberText(one.sd),
      others: numberText(one.fromOthers),
      lower: numberText(one.lower),
      upper: numberText(one.upper),
    })),
    note: 'Between the limits of agreement lie 95 of 100 differences from the mean of the other readers. Spread of single readers needs three of them.',
    shown: mostShown,
  });
  return blocks;
}

/** Times the usual distance beyond which a reading is listed. */
const farTimes = 4;
const rowsShown = 20;

/** A reading far from the others of its case. */
export interface FarReading {
  /** Place among the readings. */
  readonly at: number;
  readonly others: number;
  /** Distance over the usual distance. */
  readonly times: number;
}

/** Readings far from the middle of the other readings of their case, the farthest first. */
export function farReadings(numbers: NumberReadings): FarReading[] {
  const { caseIndex, value, caseCount } = numbers;
  const rowsOf: number[][] = Array.from({ length: caseCount }, () => []);
  value.forEach((_, i) => {
    rowsOf[caseIndex[i]!]!.push(i);
  });
  const middle = (values: number[]): number => {
    values.sort((a, b) => a - b);
    const at = values.length >> 1;
    return values.length % 2 === 1 ? values[at]! : (values[at - 1]! + values[at]!) / 2;
  };
  const found: { at: number; others: number; distance: number }[] = [];
  for (const rows of rowsOf) {
    if (rows.length < 3) continue;
    for (const i of rows) {
      const others = middle(rows.filter((j) => j !== i).map((j) => value[j]!));
      found.push({ at: i, others, distance: value[i]! - others });
    }
  }
  if (found.length < 20) return [];
  const centre = middle(found.map(({ distance }) => distance));
  // 1.4826 times the median distance is the standard deviation of normal numbers.
  const usual = 1.4826 * middle(found.map(({ distance }) => Math.abs(distance - centre)));
  if (!(usual > 0)) return [];
  return found
    .map(({ at, others, distance }) => ({
      at,
      others,
      times: Math.abs(distance - centre) / usual,
    }))
    .filter(({ times }) => times > farTimes)
    .sort((a, b) => b.times - a.times || a.at - b.at);
}

/** The far readings as a table. */
export function farBlock(
  task: string,
  far: readonly FarReading[],
  numbers: NumberReadings,
  readings: Readings,
  names: readonly string[],
  hasSlots: boolean,
): Block[] {
  const { caseIndex, reader, value } = numbers;
  if (far.length === 0) return [];
  return [
    {
      kind: 'table',
      id: `number-far-${task}`,
      title: 'Readings far from the others of their case',
      caption: `Readings more than ${farTimes} times the usual distance from the middle of the other readings.`,
      task,
      columns: [
        { key: 'case', title: 'Case', digits: null },
        { key: 'reader', title: 'reader', digits: null },
        { key: 'value', title: 'reading', digits: null },
        { key: 'others', title: 'middle of the others', digits: null },
        { key: 'times', title: 'times the usual distance', digits: 1 },
      ],
      rows: far.map(({ at, others, times }) => ({
        case: readings.caseNames[caseIndex[at]!]!,
        reader: hasSlots ? '—' : names[reader[at]!]!,
        value: plainFigure(value[at]!),
        others: plainFigure(others),
        times,
      })),
      note: 'Of cases with three readings or more. The usual distance is that of normal numbers with the same middle half.',
      shown: rowsShown,
    },
  ];
}

/** Cases in the order in which one more reading would lower the error of the label most. */
export function nextBlock(
  task: string,
  numbers: NumberReadings,
  labels: { readonly value: Float64Array; readonly standardError: Float64Array },
  usualSd: number,
  readings: Readings,
): Block[] {
  const spread = spreadOfCases(numbers);
  const count = new Int32Array(numbers.caseCount);
  for (const t of numbers.caseIndex) count[t]!++;
  const rows: { t: number; gain: number; error: number }[] = [];
  for (let t = 0; t < numbers.caseCount; t++) {
    const told = labels.standardError[t]!;
    if (!(told > 0)) continue;
    // Readings that lie farther apart than the model expects make the label less sure than the model says.
    const seen = spread[t]! / Math.sqrt(count[t]!);
    const error = Number.isNaN(seen) ? told : Math.max(told, seen);
    const square = error * error;
    rows.push({ t, error, gain: (square * square) / (square + usualSd * usualSd) });
  }
  if (rows.length === 0) return [];
  rows.sort((a, b) => b.gain - a.gain || a.t - b.t);
  return [
    {
      kind: 'table',
      id: `number-next-${task}`,
      title: 'Cases worth one more reading',
      caption: 'Cases in the order in which one more reading would lower the error most.',
      task,
      columns: [
        { key: 'case', title: 'Case', digits: null },
        { key: 'readings', title: 'readings', digits: 0 },
        { key: 'label', title: 'label', digits: null },
        { key: 'error', title: 'standard error', digits: null },
        { key: 'spread', title: 'spread of the readings', digits: null },
      ],
      rows: rows.map(({ t, error }) => ({
        case: readings.caseNames[t]!,
        readings: count[t]!,
        label: plainFigure(labels.value[t]!),
        error: plainFigure(error),
        spread: plainFigure(spread[t]!),
      })),
      note: 'The larger of the error that the model gives the label and that which the spread of its own readings gives; ordered by the fall of its square when one more reader of usual exactness reads.',
      shown: 15,
    },
  ];
}

/** Methods paragraphs of the fusion of numbers. */
export function numberConsensusMethods(readings: Readings, hasSlots: boolean): string[] {
  const people = readings.unit === 'patient' ? 'patients' : 'cases';
  return [
    'Numbers: unless a method was asked for, the label is the median of the readings with up to three readers, with fewer than 100 cases or where reader columns are slots, and the random-effects model with four readers or more and 100 cases or more. In that model a reading is the true number plus the reader’s offset plus an error with the reader’s own spread, true numbers are normal, and offsets add up to 0; it is fitted by EM with two readings’ worth of no offset and of the pooled spread as prior of each reader; with ten readers or more offsets are drawn to 0 as far as those of all are small, by 20 readings’ worth at most (Grubbs 1948; Laird and Ware 1982, doi:10.2307/2529876). The standard error of a label holds the readers’ errors under that model, for mean and median their offsets too; it does not hold what is unknown about the model.',
    hasSlots
      ? 'The reader columns were declared to be slots: all readings share one spread, and nothing is said of single readers.'
      : `Limits of offsets and spreads leave out up to 50 groups of ${people} in turn (jackknife with Student’s t; spreads on the log scale), where a reader has at least five ${people}. A reader is named where limits shared among all readers (Bonferroni) leave out 0, or lie above twice the spread of the middle reader. Limits of agreement are those of the reader minus the mean of the other readers (Bland and Altman 1999, doi:10.1177/096228029900800204, with exact limits, Carkeet 2015; with several cases of a patient Bland and Altman 2007, doi:10.1080/10543400701329422).`,
    `Spread by group: the standard deviation of the readings of a case, averaged over cases; differences carry limits that hold for all of one attribute together (Hothorn, Bretz and Westfall 2008; Zou and Donner 2008), groups of fewer than 10 ${people} are listed and not compared.`,
  ];
}
