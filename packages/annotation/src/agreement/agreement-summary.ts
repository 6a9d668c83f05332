import type { Finding, Readings } from '@equipoise/domain';
import type { Analysis } from '../frame/analysis.ts';
import type { AgreementContext, Collected } from './agreement-context.ts';
import type { AgreementOptions } from './agreement-options.ts';
import { mostFrequent, type QuestionOutcome } from './agreement-overview.ts';
import { because, counted, figure, listed, many, percent, ranged } from './agreement-words.ts';
import type { MaskOutcome } from './mask-agreement.ts';

/** One finding that says how far readers agree on a question. */
export function headlineFinding(outcome: QuestionOutcome, context: AgreementContext): void {
  const { choice, overall } = outcome;
  const { headline, percent: equal } = overall;
  const { title } = choice.headline;
  const ids = [headline.id, ...(equal === null ? [] : [equal.id])];
  const shared = { key: 'headline', metric: choice.headline.id, estimateIds: ids };
  const most = mostFrequent(outcome);
  if (headline.value === null) {
    const frequent =
      most !== null && headline.undefinedReason === 'no-variation'
        ? ` (“${most.name}”: ${percent(most.share.value)})`
        : '';
    context.find({
      ...shared,
      reason: headline.undefinedReason,
      sentence: `Agreement cannot be measured: ${because(headline.undefinedReason)}${frequent}.`,
    });
    return;
  }
  if (equal === null || equal.value === null) {
    context.find({ ...shared, sentence: `${title} is ${ranged(headline)}.` });
    return;
  }
  const frequent =
    most === null
      ? ''
      : `; the most frequent answer is “${most.name}”, ${percent(most.share.value)} of all`;
  context.find({
    ...shared,
    sentence: `Two readers give the same answer in ${ranged(equal, percent)} of cases, ${title} ${ranged(headline)}${frequent}.${verdictWords(outcome)}`,
  });
}

/** What must be said about the coefficient: no agreement beyond chance, or a lopsided question. */
function verdictWords({ question, overall }: QuestionOutcome): string {
  const { headline, percent: equal, prevalenceIndex } = overall;
  if (headline.high !== null && headline.value !== null && headline.high < 0.2) {
    return ' These answers carry next to no agreement beyond chance.';
  }
  if (headline.low !== null && headline.low <= 0) {
    return ' Whether there is any agreement beyond chance cannot be told.';
  }
  const isLopsided = (prevalenceIndex?.value ?? 0) > 0.8;
  if (isLopsided && (equal?.value ?? 0) > 0.9 && headline.value! < 0.6) {
    const gwet = [...overall.byId].find(([id]) => id.startsWith('gwet'))?.[1];
    return ` Nearly all answers are the same here, which pulls kappa down; Gwet’s coefficient is ${figure(gwet?.value ?? null)}. Judge the rare answer “${question.classes![question.positive]}” by the readers’ sensitivity to it.`;
  }
  return '';
}

/** Reasons of findings that belong on the first screen, the gravest first. */
const grave: readonly string[] = [
  'identical-readers',
  'identical-masks',
  'related-readers',
  'circular-reference',
  'constant-reader',
  'outlying-reader',
  'group-difference',
];

/** Findings in the order in which they matter; within a kind as they came. */
export function byGravity(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding): number => {
    const at = grave.indexOf(finding.reason ?? '');
    if (finding.role === 'confirmatory') return -1;
    if (at >= 0) return at;
    return finding.id.endsWith('|headline') || finding.id.endsWith('|masks') ? 50 : 51;
  };
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/**
 * What was found on more than two questions in the same words is said once: a reference that is the readers' own
 * majority.
 */
export function joinRepeated(findings: readonly Finding[], questionCount: number): Finding[] {
  const isSame = (finding: Finding): boolean => finding.id.endsWith('|reference-is-consensus');
  const same = findings.filter(isSame);
  if (same.length < 3) return [...findings];
  const [first] = same;
  const joined: Finding = {
    ...first!,
    id: 'agreement||reference-is-consensus',
    task: '',
    sentence: `The reference equals the majority of these readers in every case on ${same.length} of ${questionCount} questions: agreement of these readers with it is circular.`,
  };
  return [joined, ...findings.filter((finding) => !isSame(finding))];
}

/** The first screen in plain words. */
export function agreementSummary(
  readings: Readings,
  outcomes: readonly QuestionOutcome[],
  masks: { readonly name: string; readonly outcome: MaskOutcome } | null,
  collected: Collected,
  options: AgreementOptions,
): string[] {
  const out: string[] = [];
  const known = outcomes.filter(({ overall }) => overall.headline.value !== null);
  const [only] = outcomes;
  if (outcomes.length === 1 && only !== undefined) out.push(plainSentence(only));
  else if (outcomes.length > 1) out.push(...severalSentences(known, outcomes.length));
  if (masks !== null) {
    const { dice, caseCount, readerCount } = masks.outcome;
    out.push(
      dice.value === null
        ? 'No case has masks of two readers.'
        : `Masks of two readers of the same case overlap with a Dice of ${ranged(dice)} on average: 1 is the same mask, 0 no overlap (${many(readerCount, 'reader')}, ${many(caseCount, 'case')}).`,
    );
  }
  if (options.reference !== null) out.push(...referenceSentences(collected, outcomes.length));
  const byReason = (reason: string) =>
    collected.findings.filter((finding) => finding.reason === reason);
  for (const reason of grave) {
    const found = byReason(reason);
    for (const finding of found.slice(0, 2)) {
      const task = finding.task === '' || outcomes.length < 2 ? '' : `${finding.task}: `;
      out.push(`${task}${finding.sentence}`);
    }
    if (found.length > 2) {
      out.push(`${counted(found.length - 2)} more of the kind stand under the findings.`);
    }
  }
  for (const finding of collected.findings
    .filter((one) => one.verdict === 'beyond-margin')
    .slice(0, 2)) {
    out.push(finding.sentence);
  }
  const hasGrave = grave.some((reason) => byReason(reason).length > 0);
  if (!hasGrave && known.length > 0 && !options.areSlots && readings.readerNames.length > 2) {
    out.push('No reader stands apart, and no two readers gave copied answers.');
  }
  return out;
}

/** One question as a person says it: out of 100 cases. */
function plainSentence({ question, choice, overall }: QuestionOutcome): string {
  const { headline, percent: equal } = overall;
  if (headline.value === null) {
    return `How far readers agree on “${question.name}” cannot be measured: ${because(headline.undefinedReason)}.`;
  }
  if (equal === null || equal.value === null) {
    return `Of all the spread in “${question.name}”, ${percent(Math.max(0, headline.value))} is due to the cases and the rest to the readers (${choice.headline.title} ${ranged(headline)}).`;
  }
  return `Asked about “${question.name}”, two readers give the same answer in ${percent(equal.value)} of cases. ${beyondChance(choice.headline.title, headline)}`;
}

function beyondChance(
  title: string,
  headline: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  },
): string {
  const value = headline.value!;
  if (value <= 0) return `That is no more than chance gives (${title} ${ranged(headline)}).`;
  return `Of what chance leaves open they reach ${percent(value)} (${title} ${ranged(headline)}).`;
}

function severalSentences(known: readonly QuestionOutcome[], count: number): string[] {
  if (known.length === 0) {
    return [`Agreement can be measured on none of the ${count} questions.`];
  }
  const ordered = [...known].sort((a, b) => b.overall.headline.value! - a.overall.headline.value!);
  const words = ({ question, overall }: QuestionOutcome): string =>
    `${question.name} (${figure(overall.headline.value)})`;
  const [top, bottom] = [ordered[0]!, ordered.at(-1)!];
  if (known.length === 1) {
    return [
      `Agreement can be measured on one of the ${count} questions, ${words(top)}; 1 is full agreement, 0 what chance gives.`,
    ];
  }
  if (top.overall.headline.value! - bottom.overall.headline.value! < 0.005) {
    return [
      `Readers agree alike on all ${known.length} questions: ${figure(top.overall.headline.value)}, where 1 is full agreement and 0 what chance gives.`,
    ];
  }
  const best = ordered.slice(0, Math.min(3, Math.ceil(ordered.length / 2)));
  const worst = ordered.slice(best.length).slice(-3).reverse();
  const out = [
    `Readers agree best on ${listed(best.map(words))}${worst.length > 0 ? ` and least on ${listed(worst.map(words))}` : ''}; 1 is full agreement, 0 what chance gives.`,
  ];
  const none = known.filter(({ overall }) => (overall.headline.high ?? 1) < 0.2);
  if (none.length > 0) {
    out.push(
      `Labels for ${listed(none.map(({ question }) => question.name))} carry next to no agreement beyond chance.`,
    );
  }
  return out;
}

/** How the readers' consensus stands to the declared reference. */
function referenceSentences(collected: Collected, questionCount: number): string[] {
  const isConsensus = (model: string): boolean => /^(majority|median) of the readers$/.test(model);
  const known = collected.estimates
    .filter((one) => one.metric.endsWith('-against-reference') && isConsensus(one.model))
    .filter((one) => /kappa|concordance/.test(one.metric) && one.value !== null)
    .sort((a, b) => b.value! - a.value!);
  const [best, worst] = [known[0], known.at(-1)];
  if (best === undefined || worst === undefined) return [];
  // The finding that it is circular says the rest.
  if (known.length > 1 && best.value! - worst.value! < 0.005) return [];
  if (questionCount < 2) {
    return [
      `Against the reference the ${best.model} reaches ${ranged(best)}: 1 is full agreement, 0 what chance gives.`,
    ];
  }
  const words = (one: typeof best): string => `${one.task} (${figure(one.value)})`;
  return [
    `Against the reference the ${best.model} comes nearest on ${listed(known.slice(0, 2).map(words))} and stays farthest on ${listed(known.slice(-2).reverse().map(words))}.`,
  ];
}

/** Counts of the first screen. */
export function agreementFacts(
  readings: Readings,
  outcomes: readonly QuestionOutcome[],
  masks: { readonly name: string; readonly outcome: MaskOutcome } | null,
  reference: number | null,
): Analysis['facts'] {
  const answers = outcomes.reduce((sum, { question }) => sum + question.ratings.codes.length, 0);
  const [only] = outcomes;
  return [
    ...(outcomes.length === 1 && only !== undefined && only.overall.headline.value !== null
      ? [{ label: only.choice.headline.title, value: figure(only.overall.headline.value) }]
      : []),
    ...(masks !== null && masks.outcome.dice.value !== null
      ? [{ label: 'mean pairwise Dice', value: figure(masks.outcome.dice.value) }]
      : []),
    ...(outcomes.length > 1 ? [{ label: 'questions', value: counted(outcomes.length) }] : []),
    {
      label: 'readers',
      value: counted(readings.readerNames.length - (reference === null ? 0 : 1)),
    },
    { label: 'cases', value: counted(readings.caseCount) },
    ...(readings.unit === 'patient'
      ? [{ label: 'patients', value: counted(readings.patientCount) }]
      : []),
    ...(answers > 0 ? [{ label: 'answers', value: counted(answers) }] : []),
    ...(masks !== null ? [{ label: 'masks', value: counted(masks.outcome.maskCount) }] : []),
  ];
}
