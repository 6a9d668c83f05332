import type { Readings } from '@equipoise/domain';
import type { AgreementOptions } from './agreement-options.ts';
import type { QuestionOutcome } from './agreement-overview.ts';

/** Paragraphs of the methods for what was computed, ready for a paper. */
export function agreementMethods(
  readings: Readings,
  outcomes: readonly QuestionOutcome[],
  options: AgreementOptions,
): string[] {
  const has = (test: (one: QuestionOutcome) => boolean): boolean => outcomes.some(test);
  const level = `${100 * options.level} %`;
  const unit = readings.unit === 'patient' ? 'patients' : 'cases';
  const out: string[] = [];
  if (outcomes.length > 0) {
    out.push(
      `Agreement was measured on cases with at least two answers. A blank is a question that was not asked and enters nothing; “cannot tell” is kept as an answer of its own and is left out of the coefficients unless stated. ${level} limits come from leaving out ${unit} one at a time (jackknife on Fisher’s z scale, Efron and Stein 1981; Blackman and Koval 2000), with the readers as they are; limits over readers come from leaving out readers one at a time, and the limits over both add the two variances, which errs to the wide side.`,
    );
  }
  if (has(({ choice }) => choice.percent !== null)) {
    out.push(
      'For classes: share of equal answers, Fleiss’ kappa (1971), Krippendorff’s alpha (1970), Conger’s (1980) and Cohen’s (1960) kappa, Gwet’s AC1 and AC2 (2008). The share of each answer, and for two classes the indices of prevalence and bias (Byrt, Bishop and Carlin 1993), stand beside them, because kappa falls where one answer is very frequent.',
    );
  }
  if (has(({ question }) => question.kind === 'ordinal')) {
    out.push(
      'Ordered classes: Krippendorff’s ordinal alpha, weighted kappas and Gwet’s AC2 count how far two answers lie apart.',
    );
  }
  if (has(({ question }) => question.kind === 'numeric')) {
    out.push(
      'Numbers: the intraclass correlation of absolute agreement for single readings, ICC(A,1), and of consistency, ICC(C,1) (McGraw and Wong 1996), on cases that every reader measured; Krippendorff’s interval alpha on all; Lin’s concordance (1989) for pairs of readers.',
    );
  }
  if (
    outcomes.length > 0 &&
    !options.areSlots &&
    has(({ question }) => question.readers.length > 2)
  ) {
    out.push(
      'Single readers: agreement without the reader, with limits for all readers together (Bonferroni), and the reader against the sole majority (mean, for numbers) of at least two other readers; ties are left out. A reader is named as standing apart where leaving the reader out raises the agreement beyond those limits and the agreement with the others beyond chance is below half of the middle reader’s. Copies: two readers are named where they give equal answers on at least five cases that leave the most frequent answer, or disagree on less than a quarter of the cases expected if both erred independently given the others’ majority.',
    );
    out.push(
      'Smaller panels: the chance that k readers drawn without replacement differ on a case on which all differ, exact over all draws (Joskowicz et al. 2019).',
    );
  }
  if (outcomes.length > 0 && readings.attributes.length > 0) {
    out.push(
      `Groups: differences in agreement between groups of ${unit} carry simultaneous limits from the distribution of the largest of the correlated differences (Hothorn, Bretz and Westfall 2008), put together from the limits of each group (Zou and Donner 2008), within one attribute of one question. Groups of fewer than 10 ${unit}, or with fewer than 10 who got anything but the most frequent answer, are listed and not compared.${options.margin === null ? ' No margin was declared, so differences are described and not judged.' : ` A difference is judged against the declared margin of ±${options.margin}.`}`,
    );
  }
  if (options.masks !== null) {
    out.push(
      `Masks: Dice of every pair of readers (an empty mask against a drawn one 0, two empty ones 1), its mean and minimum over the pairs of a case; the generalised conformity index (Kouwenhoven, Giezen and Struikmans 2009); 95 % Hausdorff distance between border cells; surface Dice at a tolerance of ${options.surfaceTolerance} ${options.masks.unit} between surface elements; all averaged over cases with limits over ${unit}. Where a case has more than 60 pairs of readers, distances are taken for each reader and the three next in the list. Masks of a case must lie on one grid.${readings.attributes.length > 0 ? ` Between groups of ${unit} the mean Dice and the mean surface Dice of a case are compared, with limits of all differences of one attribute and figure together, as for answers; groups of fewer than 10 ${unit} are listed and not compared.` : ''}`,
    );
  }
  if (options.areSlots) {
    out.push(
      'Columns of readers were declared to be places, not persons: nothing is said about single readers, and coefficients that need persons are left out.',
    );
  }
  if (options.suppressBelow !== null) {
    out.push(
      `Figures that rest on fewer than ${options.suppressBelow} ${unit}, or on shares with fewer than ${options.suppressBelow} on one side, are hidden, and with them the figures from which they could be had by subtraction: answers by reader and class against the totals of both, a pair of readers against the mean of all pairs, a group against all patients, shares from one table of two by two. Where a share of answers is hidden, a question keeps its main coefficient and those of the pairs, since equal answers and further coefficients would give the share back.`,
    );
  }
  return out;
}
