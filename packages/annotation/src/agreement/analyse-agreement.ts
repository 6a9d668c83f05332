import { answerStates, type Block, type QuestionReadings, type Readings } from '@equipoise/domain';
import { agreementInterval } from '@equipoise/stats';
import type { Analysis } from '../frame/analysis.ts';
import { type AgreementContext, type Collected, makeContext } from './agreement-context.ts';
import { agreementMethods } from './agreement-methods.ts';
import type { AgreementOptions } from './agreement-options.ts';
import { coefficientBlocks, overviewBlocks, type QuestionOutcome } from './agreement-overview.ts';
import {
  agreementFacts,
  agreementSummary,
  byGravity,
  headlineFinding,
  joinRepeated,
} from './agreement-summary.ts';
import { counted, percent } from './agreement-words.ts';
import { answersSection } from './answers.ts';
import { cannotTellSection } from './cannot-tell.ts';
import { chooseCoefficients } from './coefficient-choice.ts';
import { copiesSection } from './copies.ts';
import { groupsSection } from './groups.ts';
import { hiddenFigures } from './hidden-figures.ts';
import { analyseMasks, type MaskOutcome } from './mask-agreement.ts';
import { intervalParts, overallAgreement } from './overall.ts';
import { pairsSection } from './pairs.ts';
import { panelSizeSection } from './panel-size.ts';
import { rateQuestion } from './rated-question.ts';
import { referenceSection } from './reference.ts';
import { singleReadersSection } from './single-readers.ts';

interface Parts {
  readonly answers: Block[];
  readonly coefficients: Block[];
  readonly pairs: Block[];
  readonly readers: Block[];
  readonly reference: Block[];
  readonly unsure: Block[];
  readonly panel: Block[];
  readonly groups: Block[];
  readonly masks: Block[];
}

/**
 * How far readers agree: on what, with whom, for which patients, and what would change with fewer readers.
 *
 * Pure but for the masks, which come one case at a time from their source. Nothing is thrown for readings that lack
 * readers, overlap or variation: the estimate says why it has no value. Where figures of few people are hidden, all
 * figures are made first, since those to hide with them depend on all.
 *
 * @param readings questions, cases, readers, attributes
 * @param options level, names of readers, margin, reference, masks
 * @throws imaging/grid-mismatch when masks of a case lie on different grids
 */
export async function analyseAgreement(
  readings: Readings,
  options: AgreementOptions,
): Promise<Analysis> {
  const { suppressBelow } = options;
  if (suppressBelow === null) return analyseOnce(readings, options, new Set());
  const open = await analyseOnce(readings, { ...options, suppressBelow: null }, new Set());
  return analyseOnce(
    readings,
    options,
    hiddenFigures(open.estimates, open.findings, suppressBelow),
  );
}

async function analyseOnce(
  readings: Readings,
  options: AgreementOptions,
  hidden: ReadonlySet<string>,
): Promise<Analysis> {
  const collected: Collected = { estimates: [], findings: [], warnings: [], hidden };
  const parts: Parts = {
    answers: [],
    coefficients: [],
    pairs: [],
    readers: [],
    reference: [],
    unsure: [],
    panel: [],
    groups: [],
    masks: [],
  };
  const common = makeContext('', options, collected);
  const questions = readings.questions.filter((question) => question.kind !== 'mask');
  for (const question of readings.questions) {
    if (question.kind !== 'mask' || options.masks !== null) continue;
    common.warn(
      'masks-not-given',
      `Question '${question.name}' is answered by masks; give their folder with --masks.`,
    );
  }
  const outcomes: QuestionOutcome[] = [];
  for (const [at, raw] of questions.entries()) {
    if (options.signal?.aborted) break;
    const tell = (share: number): void =>
      options.onProgress?.('agreement', at + share, questions.length);
    tell(0);
    const question = rateQuestion(readings, raw, options.readerLabels, options.reference);
    const context = makeContext(question.name, options, collected, questions.length > 3);
    outcomes.push(analyseQuestion(readings, raw, question, parts, context, tell));
  }
  const joined = joinRepeated(collected.findings, questions.length);
  collected.findings.splice(0, collected.findings.length, ...joined);
  const copies = questions.length === 0 ? [] : copiesSection(readings, common);
  let masks: { name: string; outcome: MaskOutcome } | null = null;
  if (options.masks !== null) {
    const { name } = options.masks;
    const outcome = await analyseMasks(
      readings,
      options.masks,
      makeContext(name, options, collected),
    );
    parts.masks.push(...outcome.blocks);
    parts.groups.push(...outcome.groups);
    masks = { name, outcome };
  }
  const isSeveral = questions.length + (options.masks === null ? 0 : 1) > 1;
  const section = (
    id: string,
    title: string,
    lead: string,
    blocks: readonly Block[],
  ): Analysis['sections'] =>
    blocks.length === 0 ? [] : [{ id, title, lead, blocks: inOrder(blocks, isSeveral) }];
  return {
    summary: agreementSummary(readings, outcomes, masks, collected, options),
    facts: agreementFacts(readings, outcomes, masks, options.reference),
    sections: [
      ...section(
        'overview',
        'On what readers agree',
        'Each question in one line. 1 is full agreement; 0 is what readers would reach by chance.',
        outcomes.length === 0 ? [] : overviewBlocks(outcomes, masks, options.suppressBelow),
      ),
      ...section('pairs', 'Who agrees with whom', 'Pairs of readers on the cases both answered.', [
        ...meanOverQuestions(parts.pairs),
        ...parts.pairs,
      ]),
      ...section(
        'readers',
        'Each reader against the others',
        'One reader and the consensus of all others, and what the agreement would be without that reader.',
        parts.readers,
      ),
      ...section(
        'copies',
        'Copied answers',
        'Two names with one source make readers look more alike than they are.',
        copies,
      ),
      ...section(
        'groups',
        'For which patients',
        'Unequal labels are the first cause of unequal results: where readers agree less, a model is measured against a worse standard.',
        parts.groups,
      ),
      ...section(
        'reference',
        'Against the reference',
        'Readers and their consensus against the declared reference label.',
        parts.reference,
      ),
      ...section('masks', 'Masks', 'Whether readers draw the same object.', parts.masks),
      ...section(
        'answers',
        'What readers answer',
        'How often each reader gives each answer.',
        parts.answers,
      ),
      ...section(
        'unsure',
        'What readers could not tell',
        '“Cannot tell” is an answer of its own: neither a blank nor a “no”.',
        parts.unsure,
      ),
      ...section(
        'panel',
        'How many readers are enough',
        'What a smaller panel would have shown.',
        parts.panel,
      ),
      ...section(
        'coefficients',
        'All coefficients',
        'Several coefficients side by side, with the shares that must be read beside them.',
        parts.coefficients,
      ),
    ],
    estimates: collected.estimates,
    findings: byGravity(collected.findings),
    warnings: collected.warnings,
    methods: agreementMethods(readings, outcomes, options),
  };
}

/** Where a good part of the readings is blank, that is a finding. */
function sayBlanks(raw: QuestionReadings, context: AgreementContext): void {
  const blank = answerStates.indexOf('not-asked');
  const count = raw.state.reduce((sum, state) => sum + (state === blank ? 1 : 0), 0);
  const share = count / raw.state.length;
  if (!(share > 0.2)) return;
  context.find({
    key: 'blanks',
    reason: 'blank-readings',
    sentence: `${percent(share)} of the readings are blank and enter nothing (${counted(count)} of ${counted(raw.state.length)}). If a blank means something, declare it.`,
  });
}

/** One heat map over all questions, where the same readers answered several. */
function meanOverQuestions(blocks: readonly Block[]): Block[] {
  const maps = blocks.filter((block) => block.kind === 'heat-map');
  const [first] = maps;
  const isAlike = maps.every((map) => map.rows.join('|') === first?.rows.join('|'));
  if (first === undefined || maps.length < 2 || !isAlike) return [];
  const values = first.rows.map((_, i) =>
    first.columns.map((_, j) => {
      const known = maps.flatMap((map) => map.values[i]?.[j] ?? []);
      const isWhole = known.length === maps.length;
      return isWhole ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    }),
  );
  return [
    {
      ...first,
      id: 'pairs-over-questions',
      title: 'Who agrees with whom, over all questions',
      caption: `Mean over the ${maps.length} questions of the figure that each heat map below shows; a dash where a question has none.`,
      task: null,
      values,
    },
  ];
}

/** Pictures first, then the tables; with several questions each table names its own. */
function inOrder(blocks: readonly Block[], isSeveral: boolean): Block[] {
  const isTable = (block: Block): boolean => block.kind === 'table';
  const first = blocks.filter((block) => !isTable(block) || block.task === null);
  const tables = blocks.filter((block) => isTable(block) && block.task !== null);
  const said = new Set<string>();
  const named = tables.map((block) => {
    if (block.kind !== 'table' || !isSeveral) return block;
    const isSaid = block.note !== null && said.has(block.note);
    if (block.note !== null) said.add(block.note);
    const title = `${block.title}: ${block.task}`;
    return { ...block, title, note: isSaid ? null : block.note };
  });
  return [...first, ...named];
}

function analyseQuestion(
  readings: Readings,
  raw: QuestionReadings,
  question: ReturnType<typeof rateQuestion>,
  parts: Parts,
  context: AgreementContext,
  tell: (share: number) => void,
): QuestionOutcome {
  const choice = chooseCoefficients(question, context.options.areSlots);
  const overall = overallAgreement(question, choice, context);
  tell(0.45);
  const outcome = { question, choice, overall };
  headlineFinding(outcome, context);
  sayBlanks(raw, context);
  parts.coefficients.push(...coefficientBlocks(outcome));
  parts.answers.push(...answersSection(question, overall, context));
  parts.pairs.push(...pairsSection(question, choice, context));
  tell(0.7);
  parts.readers.push(...singleReadersSection(question, choice, context));
  tell(0.85);
  parts.reference.push(...referenceSection(question, choice, context));
  if (question.unsureCount > 0) {
    const named = choice.all.find(({ id }) => id === 'krippendorff-alpha') ?? choice.headline;
    const known = overall.byId.get(named.id);
    const estimate =
      named.id === 'krippendorff-alpha' || known === undefined
        ? (known ?? overall.headline)
        : question.classes === null
          ? known
          : context.estimate({
              metric: 'krippendorff-alpha',
              ...intervalParts(
                agreementInterval(
                  question.ratings,
                  { kind: 'krippendorff', metric: 'nominal' },
                  { level: context.options.level },
                ),
              ),
            });
    parts.unsure.push(...cannotTellSection(question, estimate, context));
  }
  parts.panel.push(...panelSizeSection(question, context));
  parts.groups.push(...groupsSection(readings, question, choice, context));
  return outcome;
}
