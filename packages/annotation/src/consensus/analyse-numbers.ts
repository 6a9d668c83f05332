import {
  answerStates,
  type Block,
  type QuestionReadings,
  type ReadersEstimate,
  type Readings,
} from '@equipoise/domain';
import { meanScore, twoSidedZ } from '@equipoise/stats';
import {
  type AgreementContext,
  type Collected,
  makeContext,
} from '../agreement/agreement-context.ts';
import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { countText } from '../frame/count-text.ts';
import { many } from '../reader-study/study-words.ts';
import { sayNumbers } from './number-findings.ts';
import {
  chooseNumberMethod,
  fitNumberModel,
  fuseNumbers,
  type NumberMethod,
  type NumberModel,
  type NumberReadings,
  numberMethods,
} from './number-fusion.ts';
import { spreadBlocks } from './number-groups.ts';
import { numberReaders } from './number-readers.ts';
import {
  farBlock,
  farReadings,
  methodBlock,
  nextBlock,
  numberConsensusMethods,
  numberMethodWords,
  readerBlocks,
} from './number-sections.ts';
import type { NumberLabels, NumberMethodFigures, ToldNumbers } from './number-told.ts';

/** How numbers are fused. */
export interface NumberQuestion {
  readonly method: NumberMethod | 'auto';
  /** Whether reader columns are slots: then nothing is told of single readers. */
  readonly hasSlots: boolean;
}

/** The document's parts and the labels. */
export interface NumberConsensus {
  readonly analysis: Analysis;
  readonly labels: readonly NumberLabels[];
}

const answered = answerStates.indexOf('answered');
const cannotTell = answerStates.indexOf('cannot-tell');

function numbersOf(
  readings: Readings,
  question: QuestionReadings,
  hasSlots: boolean,
): NumberReadings {
  const rows = [...question.state.keys()].filter(
    (i) => question.state[i] === answered && Number.isFinite(question.answer[i]!),
  );
  return {
    caseIndex: Int32Array.from(rows, (i) => question.caseIndex[i]!),
    reader: Int32Array.from(rows, (i) => (hasSlots ? 0 : question.readerIndex[i]!)),
    value: Float64Array.from(rows, (i) => question.answer[i]!),
    caseCount: readings.caseCount,
    readerCount: hasSlots ? 1 : readings.readerNames.length,
  };
}

/**
 * One number for each case from the numbers of several readers, with its error; offset, spread and limits of agreement
 * of each reader; the methods side by side; readings far from their case; spread by group of patients.
 *
 * @param readings questions other than of numbers are left alone
 * @param hidden estimates to hide because others could be had from them
 */
export function analyseNumbers(
  readings: Readings,
  question: NumberQuestion,
  options: AnalysisOptions,
  hidden: ReadonlySet<string> = new Set(),
): NumberConsensus {
  const collected: Collected = { estimates: [], findings: [], warnings: [], hidden };
  const told: ToldNumbers[] = [];
  const blocks = {
    numbers: [] as Block[],
    readers: [] as Block[],
    next: [] as Block[],
    groups: [] as Block[],
  };
  const asked = readings.questions.filter(({ kind }) => kind === 'numeric');
  for (const one of asked) {
    if (options.signal?.aborted) break;
    const context = makeContext(
      one.name,
      {
        ...options,
        reference: null,
        areSlots: question.hasSlots,
        margin: null,
        masks: null,
        surfaceTolerance: 0,
      },
      collected,
      false,
      'consensus',
    );
    const made = analyseOne(readings, one, question, context);
    if (made === null) {
      context.find({
        key: 'not-fused',
        reason: 'no-answers',
        sentence: `"${one.name}" has no answer.`,
      });
      continue;
    }
    told.push(made);
    const parts = made;
    const figures = methodFigures(parts, readings, context);
    blocks.numbers.push(methodBlock(one.name, figures, parts.labels.method));
    blocks.readers.push(...readerBlocks(one.name, parts.readers));
    const far = options.suppressBelow === null ? farReadings(parts.readings) : [];
    if (options.suppressBelow === null) {
      blocks.next.push(
        ...nextBlock(one.name, parts.readings, parts.labels, usualSd(parts.model), readings),
        ...farBlock(
          one.name,
          far,
          parts.readings,
          readings,
          options.readerLabels,
          question.hasSlots,
        ),
      );
    }
    blocks.groups.push(...spreadBlocks(readings, parts.readings, context));
    sayNumbers(parts, figures, far, context);
  }
  return {
    labels: told.map((one) => one.labels),
    analysis: {
      summary: told.flatMap((one) => summaryOf(one, collected)),
      facts: told.flatMap((one) => [
        {
          label: `${one.task}: numbers`,
          value: countText(one.readings.value.length),
        },
        { label: `${one.task} by`, value: numberMethodWords[one.labels.method] },
      ]),
      sections: sections(blocks, asked.length > 1),
      estimates: collected.estimates,
      findings: collected.findings,
      warnings: collected.warnings,
      methods: told.length === 0 ? [] : numberConsensusMethods(readings, question.hasSlots),
    },
  };
}

function analyseOne(
  readings: Readings,
  asked: QuestionReadings,
  question: NumberQuestion,
  context: AgreementContext,
): ToldNumbers | null {
  const numbers = numbersOf(readings, asked, question.hasSlots);
  if (numbers.value.length === 0) return null;
  const answerCount = new Int32Array(readings.caseCount);
  for (const t of numbers.caseIndex) answerCount[t]!++;
  const unsure = new Int32Array(readings.caseCount);
  asked.state.forEach((state, i) => {
    if (state === cannotTell) unsure[asked.caseIndex[i]!]!++;
  });
  const model = fitNumberModel(numbers);
  const active = new Set(numbers.reader).size;
  const read = answerCount.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const rule = chooseNumberMethod(question.method, active, read, question.hasSlots);
  const isLost = model === null && rule.method !== 'mean' && rule.method !== 'median';
  const choice = isLost
    ? { method: 'median' as const, because: 'no case has two readings that differ' }
    : rule;
  if (isLost && question.method !== 'auto') {
    context.warn(
      'no-model',
      `${numberMethodWords[rule.method]} needs cases with two readings that are not all equal; the median stands instead.`,
    );
  }
  if (model !== null && !model.isConverged) {
    context.warn('not-converged', 'the model of readers did not come to rest.');
  }
  const methods = numberMethods.filter((method) =>
    model === null || question.hasSlots
      ? method === 'mean' || method === 'median' || method === choice.method
      : true,
  );
  const all = methods.map((method) => fuseNumbers(numbers, model, method));
  const own = all.find(({ method }) => method === choice.method)!;
  return {
    task: asked.name,
    readings: numbers,
    model,
    because: choice.because,
    all,
    labels: {
      task: asked.name,
      method: choice.method,
      value: own.value,
      standardError: own.standardError,
      critical: twoSidedZ(context.options.level),
      answerCount,
      cannotTell: unsure,
    },
    readers: question.hasSlots
      ? []
      : numberReaders(numbers, model, readings.patient, context.options.readerLabels, context),
  };
}

function methodFigures(
  told: ToldNumbers,
  readings: Readings,
  context: AgreementContext,
): NumberMethodFigures[] {
  const plain = told.all.find(({ method }) => method === 'mean')!;
  const counts = {
    readerCount: new Set(told.readings.reader).size,
    readingCount: told.readings.value.length,
  };
  const mean = (metric: string, method: NumberMethod, values: Float64Array): ReadersEstimate => {
    const found = meanScore(values, readings.patient, context.options.level);
    return context.estimate({
      ...counts,
      metric,
      class: numberMethodWords[method],
      value: found.estimate.value,
      low: found.limits?.[0] ?? null,
      high: found.limits?.[1] ?? null,
      method: found.method,
      caseCount: found.unitCount,
      patientCount: found.patientCount,
      reason: found.estimate.reason ?? null,
      caution: found.limits === null ? (found.se.reason ?? null) : null,
    });
  };
  return told.all.map((one) => ({
    method: one.method,
    mean: mean('mean-label', one.method, one.value),
    error: mean('label-standard-error', one.method, one.standardError),
    distance: mean(
      'distance-from-mean',
      one.method,
      one.value.map((x, t) => Math.abs(x - plain.value[t]!)),
    ),
  }));
}

/** Spread of the middle reader; 0 where nothing tells it. */
function usualSd(model: NumberModel | null): number {
  const known = [...(model?.sd ?? [])].filter((sd) => sd > 0).sort((a, b) => a - b);
  return known[known.length >> 1] ?? 0;
}

function summaryOf(told: ToldNumbers, collected: Collected): string[] {
  const read = told.labels.answerCount.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const own = collected.findings.filter(
    ({ task, reason }) =>
      task === told.task &&
      (reason === 'far-readings' ||
        reason === 'biased-reader' ||
        reason === 'imprecise-reader' ||
        reason === 'identical-numbers'),
  );
  return [
    `${told.task}: ${many(told.readings.value.length, 'number')} became one for each of ${many(read, 'case')}, by the ${numberMethodWords[told.labels.method]}, because ${told.because}.`,
    ...own.slice(0, 4).map(({ sentence }) => sentence),
  ];
}

function sections(
  blocks: {
    readonly numbers: readonly Block[];
    readonly readers: readonly Block[];
    readonly next: readonly Block[];
    readonly groups: readonly Block[];
  },
  isSeveral: boolean,
): Analysis['sections'] {
  // With several questions each table names its own, as each picture does.
  const named = (list: readonly Block[]): readonly Block[] =>
    list.map((block) =>
      isSeveral && block.kind === 'table'
        ? { ...block, title: `${block.title}: ${block.task}` }
        : block,
    );
  return [
    {
      id: 'numbers',
      title: 'Numbers',
      lead: 'One number for each case with its standard error, which stand in the label file; every way of fusing is set beside the others.',
      blocks: named(blocks.numbers),
    },
    {
      id: 'number-readers',
      title: 'Readers who measure',
      lead: 'Who reads high, who reads low, and who errs far, without any reference standard.',
      blocks: named(blocks.readers),
    },
    {
      id: 'number-next',
      title: 'What to read next',
      lead: 'Cases in the order in which one more reading would settle most, and readings far from the others of their case, as a slip of the pen is.',
      blocks: named(blocks.next),
    },
    {
      id: 'number-groups',
      title: 'Spread of the numbers by patient group',
      lead: 'Where readers differ more, the label is the less certain standard.',
      blocks: named(blocks.groups),
    },
  ].filter((section) => section.blocks.length > 0);
}
