import type { Block, Readings } from '@equipoise/domain';
import {
  type AgreementContext,
  type Collected,
  makeContext,
} from '../agreement/agreement-context.ts';
import type { AgreementOptions } from '../agreement/agreement-options.ts';
import { counted } from '../agreement/agreement-words.ts';
import type { Analysis } from '../frame/analysis.ts';
import { type ComparedQuestion, compareVersions } from './compare-versions.ts';
import { clusterSentence, sayVersions } from './instructions-findings.ts';
import { instructionsMethods } from './instructions-methods.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import {
  differenceBlocks,
  planningBlocks,
  readerBlocks,
  versionBlocks,
  withinBlocks,
} from './instructions-sections.ts';
import { mixedIn } from './instructions-words.ts';
import { type MeasuredQuestion, measureAnswers, measureMasks } from './measured-question.ts';

/** Agreement holds a number for every two readers of a version. */
const mostReaders = 3000;

/** Step of the random streams for masks: the same whatever other questions there are. */
const masksPath = 1_000_000;

/**
 * Compares versions of the instructions by what their readers reach: closeness to a reference, a score of each reading,
 * or agreement of the readers of a version. Readers are the unit. Readers who read under several versions enter a
 * comparison of their own, which is not randomised.
 *
 * Pure but for the masks, which come one case at a time. Nothing is thrown for versions with too few readers: the
 * estimate says why it has no value.
 *
 * @param readings questions, cases, readers
 * @param options versions of the readings, reference, margin, level, seed
 * @throws imaging/grid-mismatch when masks of a case lie on different grids
 */
export async function analyseInstructions(
  readings: Readings,
  options: InstructionsOptions,
): Promise<Analysis> {
  const collected: Collected = { estimates: [], findings: [], warnings: [] };
  const found: ComparedQuestion[] = [];
  for (const [at, { name, kind }] of readings.questions.entries()) {
    if (options.signal?.aborted) break;
    options.onProgress?.('instructions', at, readings.questions.length);
    const isMask = kind === 'mask';
    if (isMask && options.masks === null) continue;
    const context = contextOf(name, options, collected);
    const isAgreement = isMask
      ? options.reference === null
      : !options.areScores && (options.truth[at] ?? null) === null;
    if (isAgreement && readings.readerNames.length > mostReaders) {
      context.warn(
        'too-many-readers',
        `Agreement of every two readers is measured for up to ${counted(mostReaders)} readers, and there are ${counted(readings.readerNames.length)}.`,
      );
      continue;
    }
    const question = isMask
      ? await measureMasks(readings, at, options.masks!, options)
      : measureAnswers(readings, at, options);
    const path = isMask ? masksPath : at;
    const compared = compareVersions({ readings, question, options, context, at: path });
    sayVersions(compared, options, context);
    found.push(compared);
  }
  const patientsOf = (cases: readonly number[]): number =>
    new Set(cases.map((one) => readings.patient[one]!)).size;
  const section = (
    id: string,
    title: string,
    lead: string,
    blocks: readonly Block[],
  ): Analysis['sections'] => (blocks.length === 0 ? [] : [{ id, title, lead, blocks }]);
  const between = found.filter(({ versions }) =>
    versions.some(({ readers }) => readers.length > 0),
  );
  return {
    summary: summaryOf(found, collected, options),
    facts: factsOf(readings, found, options),
    sections: [
      ...section(
        'versions',
        'What readers reach under each version',
        options.isRandomised
          ? 'Each version with the readers who read under it alone.'
          : 'Each version with the readers who read under it alone. Versions were not given at random.',
        between.flatMap((one) => versionBlocks(one, contextOf('', options, collected))),
      ),
      ...section(
        'differences',
        'Differences between versions',
        'Readers are the unit: more readings of the same readers tell little more.',
        between.flatMap((one) => [...differenceBlocks(one, options), ...clusterBlock(one)]),
      ),
      ...section(
        'within-readers',
        'The same readers before and after',
        `Readers who read under several versions, each compared with the own readings: ${mixedIn}.`,
        found.flatMap(withinBlocks),
      ),
      ...section(
        'planning',
        'How many readers a version needs',
        'By the spread between the readers of this study.',
        between.flatMap((one) => planningBlocks(one, options)),
      ),
      ...section(
        'readers',
        'Each reader',
        'What each reader reached.',
        between.flatMap((one) => readerBlocks(one, patientsOf, options)),
      ),
    ],
    estimates: collected.estimates,
    findings: collected.findings,
    warnings: collected.warnings,
    methods: instructionsMethods(readings, found, options),
  };
}

function contextOf(
  task: string,
  options: InstructionsOptions,
  collected: Collected,
): AgreementContext {
  const common: AgreementOptions = { ...options, areSlots: false, surfaceTolerance: 0 };
  return makeContext(task, common, collected, false, 'instructions');
}

function clusterBlock(found: ComparedQuestion): Block[] {
  const sentence = clusterSentence(found);
  if (sentence === null) return [];
  return [
    {
      kind: 'text',
      id: `cluster-${found.question.name}`,
      title: 'Why readers are the unit',
      caption: 'What the limits would be if readings were independent.',
      task: found.question.name,
      paragraphs: [sentence],
    },
  ];
}

/** Most sentences of the first screen about single questions. */
const mostSaid = 6;

function summaryOf(
  found: readonly ComparedQuestion[],
  collected: Collected,
  options: InstructionsOptions,
): string[] {
  const { findings } = collected;
  const hasSeveral = found.length > 1;
  const say = (one: (typeof findings)[number]): string =>
    hasSeveral && one.task !== '' ? `${one.task}: ${one.sentence}` : one.sentence;
  const isWithin = (one: (typeof findings)[number]): boolean =>
    one.metric?.endsWith('-within-readers') === true;
  const hasOwn = found.some(({ versions }) => versions.some(({ readers }) => readers.length > 0));
  const between = hasOwn ? findings.filter((one) => !isWithin(one)) : [];
  const order = ['beyond-margin', 'within-margin', 'cannot-tell', 'not-assessable'];
  const isApart = (one: (typeof findings)[number]): number =>
    one.reason === 'version-difference' ? 0 : 1;
  const ranked = [...between].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || isApart(a) - isApart(b),
  );
  const out = [...ranked, ...findings.filter(isWithin)].slice(0, mostSaid).map(say);
  if (found.length === 0) out.push('There is nothing to compare.');
  else if (!hasOwn) {
    out.unshift(
      options.versions.names.length < 2
        ? 'There is one version of the instructions only: nothing to compare.'
        : `No reader read under one version alone, so there is no comparison of different readers; readers are compared with themselves (${mixedIn}).`,
    );
  }
  if (found.some(({ question }) => question.words.isAgreement)) {
    out.push(
      'Readers are held against each other: this is agreement, not accuracy, and readers who share an error agree.',
    );
  }
  return out;
}

function factsOf(
  readings: Readings,
  found: readonly ComparedQuestion[],
  options: InstructionsOptions,
): Analysis['facts'] {
  const answers = found.reduce((sum, { question }) => sum + answersOf(question), 0);
  const readers = new Set(found.flatMap(({ question }) => question.readersOf.flat()));
  return [
    { label: 'versions of the instructions', value: counted(options.versions.names.length) },
    { label: 'readers', value: counted(readers.size) },
    { label: 'cases', value: counted(readings.caseCount) },
    ...(readings.unit === 'patient'
      ? [{ label: 'patients', value: counted(readings.patientCount) }]
      : []),
    { label: 'readings', value: counted(answers) },
  ];
}

function answersOf({ readersOf, measure }: MeasuredQuestion): number {
  return readersOf.reduce(
    (sum, readers, version) =>
      sum + readers.reduce((count, reader) => count + measure.casesOf(version, reader).length, 0),
    0,
  );
}
