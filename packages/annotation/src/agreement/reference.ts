import type { Block, ReadersEstimate } from '@equipoise/domain';
import { agreementInterval, clusteredProportionFromCounts, meanScore } from '@equipoise/stats';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import { listed, many, percent, ranged, signed } from './agreement-words.ts';
import { chanceLine, fewestAnswers, forestRow, mostShown } from './answers.ts';
import type { CoefficientChoice } from './coefficient-choice.ts';
import { intervalParts, proportionParts } from './overall.ts';
import { busiestReaders, columnOf, pairRatings, type RatedQuestion } from './rated-question.ts';
import { pearsonOf } from './single-readers.ts';

interface Compared {
  readonly name: string;
  readonly caseCount: number;
  readonly equalCount: number;
  readonly coefficient: ReadersEstimate;
  /** Share of equal answers, or mean difference of numbers. */
  readonly equal: ReadersEstimate;
  readonly sensitivity: ReadersEstimate | null;
  readonly specificity: ReadersEstimate | null;
  readonly pearson: number | null;
}

/**
 * Readers, and their consensus, against a declared reference. A reader or a consensus that equals the reference
 * everywhere is said: there agreement with the reference is circular.
 */
export function referenceSection(
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Block[] {
  const { reference, referenceName } = question;
  if (reference === null || referenceName === null) return [];
  const consensus = consensusOf(question);
  const of = question.classes === null ? 'median' : 'majority';
  const all = compare(question, choice, `${of} of the readers`, consensus, reference, context);
  const readers = context.options.areSlots ? [] : busiestReaders(question, mostShown);
  const single = readers.map((reader) =>
    compare(
      question,
      choice,
      question.readers[reader]!,
      columnOf(question, reader),
      reference,
      context,
    ),
  );
  const both = [all, ...single];
  sayCircular(both, referenceName, of, context);
  if (all.coefficient.value !== null) {
    const tail =
      question.classes === null
        ? `mean difference ${ranged(all.equal, (value) => signed(value))}, Pearson ${all.pearson === null ? '—' : all.pearson.toFixed(3)}`
        : `equal in ${ranged(all.equal, percent)}`;
    context.find({
      key: 'consensus-against-reference',
      metric: choice.pair.id,
      estimateIds: [all.coefficient.id, all.equal.id],
      sentence: `The ${of} of the readers against ${referenceName}: ${choice.pair.title} ${ranged(all.coefficient)}, ${tail}.`,
    });
  }
  return [
    {
      kind: 'forest',
      id: `reference-${question.name}`,
      title: `Against ${referenceName}`,
      caption: `${choice.pair.title} of the ${of} and of each reader with the declared reference.`,
      task: question.name,
      axis: choice.pair.title,
      rule: chanceLine(both.map(({ coefficient }) => coefficient)),
      margin: null,
      digits: 2,
      rows: both.map((one) => forestRow(one.name, one.coefficient)),
    },
    table(question, choice, both, referenceName),
  ];
}

/** Sole majority of the answers of a case, or the median of its numbers; NaN where tied or nobody answered. */
function consensusOf(question: RatedQuestion): Float64Array {
  const { ratings, classes } = question;
  const out = new Float64Array(ratings.unitCount).fill(Number.NaN);
  const counts = new Int32Array(classes?.length ?? 0);
  for (let u = 0; u < out.length; u++) {
    const [from, end] = [ratings.starts[u]!, ratings.starts[u + 1]!];
    if (from === end) continue;
    if (classes === null) {
      const values = Float64Array.from(
        ratings.codes.subarray(from, end),
        (code) => ratings.categories[code]!,
      ).sort();
      const at = values.length >> 1;
      out[u] = values.length % 2 === 1 ? values[at]! : (values[at - 1]! + values[at]!) / 2;
      continue;
    }
    counts.fill(0);
    for (let i = from; i < end; i++) counts[ratings.codes[i]!]!++;
    const best = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
    if (counts.lastIndexOf(counts[best]!) === best) out[u] = best;
  }
  return out;
}

function compare(
  question: RatedQuestion,
  choice: CoefficientChoice,
  name: string,
  own: Float64Array,
  reference: Float64Array,
  context: AgreementContext,
): Compared {
  const { level } = context.options;
  const { patients, patientCount } = question.ratings;
  const two = pairRatings(own, reference, question);
  const counts = {
    model: name,
    caseCount: two.unitCount,
    patientCount: new Set(two.patients).size,
    readerCount: 1,
    readingCount: two.unitCount,
  };
  const coefficient = context.estimate({
    ...intervalParts(agreementInterval(two, choice.pair.coefficient, { level })),
    ...counts,
    metric: `${choice.pair.id}-against-reference`,
  });
  const share = (
    metric: string,
    among: (truth: number) => boolean,
    hit: (said: number, truth: number) => boolean,
  ): ReadersEstimate => {
    const hits = new Float64Array(patientCount);
    const sizes = new Float64Array(patientCount);
    for (let u = 0; u < own.length; u++) {
      const [said, truth] = [own[u]!, reference[u]!];
      if (Number.isNaN(said) || Number.isNaN(truth) || !among(truth)) continue;
      sizes[patients[u]!]!++;
      if (hit(said, truth)) hits[patients[u]!]!++;
    }
    const found = clusteredProportionFromCounts(hits, sizes, level);
    return context.estimate({
      ...counts,
      metric,
      ...proportionParts(found),
      caseCount: found.rows,
      patientCount: found.clusters,
    });
  };
  let equalCount = 0;
  for (let u = 0; u < own.length; u++) if (own[u] === reference[u]) equalCount++;
  const found = { name, caseCount: two.unitCount, equalCount, coefficient };
  if (question.classes === null) {
    const mean = meanScore(
      own.map((value, u) => value - reference[u]!),
      patients,
      level,
    );
    return {
      ...found,
      sensitivity: null,
      specificity: null,
      pearson: coefficient.suppressed === true ? null : pearsonOf(own, reference),
      equal: context.estimate({
        ...counts,
        metric: 'mean-difference-from-reference',
        value: mean.estimate.value,
        low: mean.limits?.[0] ?? null,
        high: mean.limits?.[1] ?? null,
        method: mean.method,
        reason: mean.estimate.reason ?? null,
        caution: mean.limits === null ? (mean.se.reason ?? null) : null,
      }),
    };
  }
  const isBinary = question.classes.length === 2;
  const { positive } = question;
  return {
    ...found,
    pearson: null,
    equal: share(
      'equal-to-reference',
      () => true,
      (said, truth) => said === truth,
    ),
    sensitivity: isBinary
      ? share(
          'sensitivity-against-reference',
          (truth) => truth === positive,
          (said) => said === positive,
        )
      : null,
    specificity: isBinary
      ? share(
          'specificity-against-reference',
          (truth) => truth !== positive,
          (said) => said !== positive,
        )
      : null,
  };
}

function sayCircular(
  compared: readonly Compared[],
  referenceName: string,
  of: string,
  context: AgreementContext,
): void {
  const [all, ...single] = compared;
  const isSame = (one: Compared): boolean =>
    one.caseCount >= fewestAnswers && one.equalCount === one.caseCount;
  if (all !== undefined && isSame(all)) {
    const cases = mayShow(all.caseCount, context.options)
      ? ` in all ${many(all.caseCount, 'case')}`
      : '';
    context.find({
      key: 'reference-is-consensus',
      reason: 'circular-reference',
      sentence: `${referenceName} equals the ${of} of these readers${cases}: agreement of these readers with it is circular.`,
    });
  }
  const equal = single.filter(isSame);
  if (equal.length === 0) return;
  context.find({
    key: 'reference-is-reader',
    reason: 'circular-reference',
    sentence: `${listed(equal.map((one) => one.name))} ${equal.length === 1 ? 'equals' : 'equal'} ${referenceName} in every case: the reference is one of the readers, and agreement with it says nothing about ${equal.length === 1 ? 'that reader' : 'them'}.`,
  });
}

function table(
  question: RatedQuestion,
  choice: CoefficientChoice,
  compared: readonly Compared[],
  referenceName: string,
): Block {
  const isBinary = question.classes?.length === 2;
  const isNumber = question.classes === null;
  return {
    kind: 'table',
    id: `reference-figures-${question.name}`,
    title: `Readers against ${referenceName}`,
    caption: 'Each reader and the consensus against the declared reference.',
    task: question.name,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      { key: 'cases', title: 'cases', digits: 0 },
      { key: 'equal', title: isNumber ? 'mean difference' : 'equal answers', digits: null },
      { key: 'value', title: choice.pair.title, digits: null },
      ...(isNumber ? [{ key: 'pearson', title: 'Pearson', digits: 3 }] : []),
      ...(isBinary
        ? [
            { key: 'sensitivity', title: 'sensitivity', digits: null },
            { key: 'specificity', title: 'specificity', digits: null },
          ]
        : []),
    ],
    rows: compared.map((one) => ({
      reader: one.name,
      cases: one.coefficient.suppressed === true ? null : one.caseCount,
      equal: isNumber ? ranged(one.equal, (value) => signed(value)) : ranged(one.equal, percent),
      value: ranged(one.coefficient),
      ...(isNumber ? { pearson: one.pearson } : {}),
      ...(isBinary && one.sensitivity !== null && one.specificity !== null
        ? {
            sensitivity: ranged(one.sensitivity, percent),
            specificity: ranged(one.specificity, percent),
          }
        : {}),
    })),
    note: 'Cases on which the readers are tied have no majority and are left out of its row.',
    shown: 30,
  };
}
