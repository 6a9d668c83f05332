import { variance } from '@equipoise/stats';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import { figure, listed, many, percent } from '../agreement/agreement-words.ts';
import { verdictOf } from '../agreement/groups.ts';
import { type ComparedPair, type ComparedQuestion, fewReaders } from './compare-versions.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import { digits, shown, shownDifference } from './instructions-sections.ts';
import { because, mixedIn } from './instructions-words.ts';

/** Cases of two versions count as the same where at least this share of the readings is of cases of both. */
const sameCases = 0.9;

/** What stands in the findings and on the first screen about a question. */
export function sayVersions(
  found: ComparedQuestion,
  options: InstructionsOptions,
  context: AgreementContext,
): void {
  for (const pair of found.pairs) sayPair(found, pair, options, context);
  sayWithin(found, context);
  warnVersions(found, options, context);
}

function sayPair(
  found: ComparedQuestion,
  { later, earlier, estimate }: ComparedPair,
  options: InstructionsOptions,
  context: AgreementContext,
): void {
  const { words } = found.question;
  const { margin, isRandomised } = options;
  const shared = {
    key: `versions|${later.name}|${earlier.name}`,
    attribute: 'instructions',
    metric: words.metric,
    estimateIds: [estimate.id, later.estimate.id, earlier.estimate.id],
  };
  const names = `versions ${earlier.name} and ${later.name} of the instructions`;
  if (estimate.value === null) {
    context.find({
      ...shared,
      reason: estimate.undefinedReason,
      sentence: `The ${names} cannot be compared: ${because(estimate.undefinedReason)}.`,
    });
    return;
  }
  const what = `${words.noun} ${shown(earlier.estimate)} under ${earlier.name} and ${shown(later.estimate)} under ${later.name}`;
  const difference = `difference (${later.name} minus ${earlier.name}) ${shownDifference(estimate)}`;
  const told = `${what}, ${difference}`;
  if (estimate.low === null || estimate.high === null) {
    context.find({
      ...shared,
      margin,
      verdict: margin === null || !isRandomised ? 'not-assessable' : 'cannot-tell',
      role: margin === null || !isRandomised ? 'description' : 'confirmatory',
      reason: estimate.caution ?? 'too-few-readers',
      sentence: `Whether ${names} differ cannot be told: ${because(estimate.caution)} (${told}).`,
    });
    return;
  }
  if (!isRandomised) {
    context.find({
      ...shared,
      reason: 'not-randomised',
      sentence: `Readers of ${names} reach: ${told}. Versions were not given at random, so the readers and their time differ too.`,
    });
    return;
  }
  if (margin !== null) {
    const { verdict, words: said } = verdictOf(estimate, margin);
    context.find({
      ...shared,
      margin,
      verdict,
      role: 'confirmatory',
      reason: null,
      sentence: `What readers reach under ${names} ${said}: ${told}, margin ±${figure(margin, digits)}.`,
    });
    return;
  }
  const isApart = estimate.low > 0 || estimate.high < 0;
  context.find({
    ...shared,
    reason: isApart ? 'version-difference' : 'no-margin-declared',
    sentence: isApart
      ? `The ${names} make a difference: ${told}.`
      : `No difference between ${names} goes beyond chance: ${told}. That is not the same as equal; declare a margin to ask for that.`,
  });
}

function sayWithin({ question, within }: ComparedQuestion, context: AgreementContext): void {
  for (const { later, earlier, readerCount, estimate } of within) {
    if (estimate.value === null) continue;
    context.find({
      key: `within|${later}|${earlier}`,
      attribute: 'instructions',
      metric: estimate.metric,
      reason: 'not-randomised',
      estimateIds: [estimate.id],
      sentence: `${many(readerCount, 'reader')} read under versions ${earlier} and ${later}: their ${question.words.noun} changed by ${shownDifference(estimate)} from ${earlier} to ${later} (${mixedIn}).`,
    });
  }
}

function warnVersions(
  found: ComparedQuestion,
  options: InstructionsOptions,
  context: AgreementContext,
): void {
  const { question, versions, severalCount } = found;
  const few = versions.filter(({ readers }) => readers.length > 1 && readers.length < fewReaders);
  if (few.length > 0) {
    context.warn(
      'few-readers',
      `${few.map(({ name, readers }) => `version ${name} has ${readers.length} readers`).join(', ')}: below ${fewReaders} the limits rest on very little.`,
    );
  }
  const empty = versions.filter(({ readers }) => readers.length < 2);
  const hasSome = versions.some(({ readers }) => readers.length > 0);
  if (empty.length > 0 && hasSome) {
    context.warn(
      'too-few-readers',
      `${listed(empty.map(({ name }) => name))} ${empty.length === 1 ? 'has' : 'have'} fewer than two readers of ${empty.length === 1 ? 'its' : 'their'} own and ${empty.length === 1 ? 'is' : 'are'} not compared.`,
    );
  }
  if (severalCount > 0) {
    context.warn(
      'several-versions',
      `${many(severalCount, 'reader')} read under several versions; ${severalCount === 1 ? 'this reader is' : 'they are'} compared with ${severalCount === 1 ? 'the own' : 'their own'} readings alone, which is ${mixedIn}.`,
    );
  }
  if (question.unknownCount > 0) {
    context.warn(
      'no-version',
      `${many(question.unknownCount, 'reading')} without a version of the instructions ${question.unknownCount === 1 ? 'is' : 'are'} left out.`,
    );
  }
  if (question.withoutReference > 0) {
    context.warn(
      'no-reference',
      `${many(question.withoutReference, 'reading')} of cases without a reference ${question.withoutReference === 1 ? 'is' : 'are'} left out.`,
    );
  }
  if (options.isRandomised) warnOtherCases(found, context);
}

/** Versions read on other cases: the difference may be the cases'. */
function warnOtherCases({ question, versions }: ComparedQuestion, context: AgreementContext): void {
  for (const [at, a] of versions.entries())
    for (const b of versions.slice(at + 1)) {
      if (a.readers.length < 2 || b.readers.length < 2) continue;
      let all = 0;
      let both = 0;
      for (const { version, readers } of [a, b])
        for (const reader of readers)
          for (const one of question.measure.casesOf(version, reader)) {
            all++;
            if (a.cases.has(one) && b.cases.has(one)) both++;
          }
      if (both >= sameCases * all) continue;
      context.warn(
        'other-cases',
        `Versions ${a.name} and ${b.name} were read on partly different cases (${percent(both / all)} of the readings are of cases of both), so a difference may be that of the cases.`,
      );
    }
}

/**
 * How much too small the standard error would be if every reading were taken as independent; null where readings have no
 * figure of their own, or where it hardly matters.
 */
export function clusterSentence(found: ComparedQuestion): string | null {
  const { question, pairs, versions } = found;
  const [pair] = pairs;
  const error = pair?.estimate.standardError ?? null;
  if (pair === undefined || error === null || question.readings.length === 0) return null;
  let square = 0;
  for (const { version, readers } of [pair.later, pair.earlier]) {
    const own = new Set(readers);
    const values = question.readings
      .filter((one) => one.version === version && own.has(one.reader))
      .map(({ value }) => value);
    if (values.length < 2) return null;
    square += variance(values) / values.length;
  }
  const factor = error / Math.sqrt(square);
  if (!(factor >= 1.2) || versions.some(({ estimate }) => estimate.suppressed === true))
    return null;
  return `Taken as independent readings, the standard error of ${pair.later.name} minus ${pair.earlier.name} would come out ${factor.toFixed(1)} times too small: readings of one reader are alike, so readers are the unit.`;
}
