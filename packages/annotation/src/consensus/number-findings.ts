import type { ReadersEstimate } from '@equipoise/domain';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import { listed, many } from '../reader-study/study-words.ts';
import type { NumberReader } from './number-readers.ts';
import { type FarReading, numberMethodWords, numberText } from './number-sections.ts';
import type { NumberMethodFigures, ToldNumbers } from './number-told.ts';

/** What is said of a question of numbers: labels, readers unlike the others, slips, copies. */
export function sayNumbers(
  told: ToldNumbers,
  figures: readonly NumberMethodFigures[],
  far: readonly FarReading[],
  context: AgreementContext,
): void {
  const own = figures.find(({ method }) => method === told.labels.method)!;
  context.find({
    key: 'labels',
    metric: 'mean-label',
    estimateIds: [own.mean.id, own.error.id],
    sentence: `Labels by the ${numberMethodWords[told.labels.method]}: mean ${numberText(own.mean)}.${own.error.value === null ? ' Nothing tells how far readers err.' : ` The standard error of a label is ${numberText({ ...own.error, low: null, high: null })} on average.`}`,
  });
  sayBiased(told, context);
  sayRough(told, context);
  sayFar(far, told, context);
  sayCopies(told, context);
}

/** Most readers named one by one. */
const mostNamed = 6;

function sayBiased(told: ToldNumbers, context: AgreementContext): void {
  const named = told.readers.filter((one) => one.isBiased && one.bias.value !== null);
  const ordered = [...named].sort((a, b) => Math.abs(b.bias.value!) - Math.abs(a.bias.value!));
  const words = ({ name, bias }: NumberReader): string =>
    `${name} reads ${bias.value! > 0 ? 'higher' : 'lower'} than the readers on average, by ${numberText({ ...bias, value: Math.abs(bias.value!), ...turned(bias) })}`;
  const parts = {
    verdict: 'beyond-margin',
    role: 'exploratory',
    metric: 'reader-bias',
    reason: 'biased-reader',
  } as const;
  if (named.length > mostNamed) {
    context.find({
      ...parts,
      key: 'bias',
      estimateIds: ordered.map(({ bias }) => bias.id),
      sentence: `${named.length} of ${told.readers.length} readers read higher or lower than the readers on average; the farthest off: ${words(ordered[0]!)}.`,
    });
    return;
  }
  for (const one of named) {
    context.find({
      ...parts,
      key: `bias|${one.name}`,
      model: one.name,
      estimateIds: [one.bias.id],
      sentence: `${words(one)}.`,
    });
  }
}

function sayRough(told: ToldNumbers, context: AgreementContext): void {
  const named = told.readers.filter((one) => one.isRough && one.sd.value !== null);
  const ordered = [...named].sort((a, b) => b.sd.value! - a.sd.value!);
  const words = ({ name, sd }: NumberReader): string =>
    `${name} errs more than twice as far as the middle reader: standard deviation ${numberText(sd)}`;
  const parts = {
    verdict: 'beyond-margin',
    role: 'exploratory',
    metric: 'reader-sd',
    reason: 'imprecise-reader',
  } as const;
  if (named.length > mostNamed) {
    context.find({
      ...parts,
      key: 'rough',
      estimateIds: ordered.map(({ sd }) => sd.id),
      sentence: `${named.length} of ${told.readers.length} readers err more than twice as far as the middle reader; the farthest: ${words(ordered[0]!)}.`,
    });
    return;
  }
  for (const one of named) {
    context.find({
      ...parts,
      key: `rough|${one.name}`,
      model: one.name,
      estimateIds: [one.sd.id],
      sentence: `${words(one)}.`,
    });
  }
}

/** Readings so far off that they bend offsets, spreads and labels. */
function sayFar(far: readonly FarReading[], told: ToldNumbers, context: AgreementContext): void {
  const gross = far.filter(({ times }) => times > grossTimes);
  if (gross.length === 0) return;
  const isModel = told.labels.method === 'random-effects' || told.labels.method === 'weighted-mean';
  context.find({
    key: 'far',
    verdict: isModel ? 'cannot-tell' : 'not-assessable',
    role: isModel ? 'exploratory' : 'description',
    metric: 'distance-from-others',
    reason: 'far-readings',
    sentence: `${many(gross.length, 'reading')} ${gross.length === 1 ? 'lies' : 'lie'} more than ${grossTimes} times the usual distance from the others of the case, as a slip of the pen does. Offsets and spreads of readers${isModel ? ' and the labels' : ''} are bent by ${gross.length === 1 ? 'it' : 'them'}: mend ${gross.length === 1 ? 'it' : 'them'}${isModel ? ', or take --method median' : ''}.`,
  });
}

/** Limits of the size of an offset. */
function turned(one: ReadersEstimate): { low: number | null; high: number | null } {
  if (one.low === null || one.high === null) return { low: null, high: null };
  return one.value! < 0 ? { low: -one.high, high: -one.low } : { low: one.low, high: one.high };
}

/** Times the usual distance beyond which a reading bends a normal model. */
const grossTimes = 8;

/** Fewest equal numbers for two names to be taken for one source. */
const fewestEqual = 10;

function sayCopies(told: ToldNumbers, context: AgreementContext): void {
  const { caseIndex, reader, value, readerCount } = told.readings;
  if (readerCount > 60 || readerCount < 2) return;
  const of = Array.from({ length: readerCount }, () => new Map<number, number>());
  value.forEach((x, i) => {
    of[reader[i]!]!.set(caseIndex[i]!, x);
  });
  const names = context.options.readerLabels;
  const pairs: string[] = [];
  for (let a = 0; a < readerCount; a++)
    for (let b = a + 1; b < readerCount; b++) {
      let common = 0;
      let equal = 0;
      const kinds = new Set<number>();
      for (const [t, x] of of[a]!) {
        const y = of[b]!.get(t);
        if (y === undefined) continue;
        common++;
        if (x === y) equal++;
        kinds.add(x);
      }
      if (common >= fewestEqual && equal === common && kinds.size > 3) {
        pairs.push(`${names[a]} and ${names[b]}`);
      }
    }
  if (pairs.length === 0) return;
  const sentence = `${listed(pairs)} give the same numbers wherever both answered: one opinion is counted twice.`;
  context.find({
    key: 'duplicates',
    verdict: 'beyond-margin',
    role: 'exploratory',
    metric: 'near-duplicate',
    reason: 'identical-numbers',
    sentence,
  });
  context.warn('duplicated-readers', sentence);
}
