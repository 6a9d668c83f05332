import type { Block, ReadersEstimate } from '@equipoise/domain';
import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { adviceSections } from './advice-section.ts';
import { analyseMarks } from './analyse-marks.ts';
import { analyseRatings } from './analyse-ratings.ts';
import type { AfrocKind, ReaderMetric } from './core.ts';
import { crossingOf, designSection, marksDesign, sayConfounded } from './design-section.ts';
import { meanRoc } from './mean-roc.ts';
import { blockId, metricBlocks } from './metric-blocks.ts';
import { metricEstimates } from './metric-estimates.ts';
import type { MetricResult } from './metric-result.ts';
import { metricFindings, metricSentence } from './metric-verdict.ts';
import { againstModel } from './model-comparison.ts';
import { sizingBlocks } from './sizing-blocks.ts';
import { type Collected, makeContext, type StudyContext } from './study-context.ts';
import { layOut, type StudyLayout, sharingOf } from './study-layout.ts';
import { studyMethods } from './study-methods.ts';
import type { StudyMetricId, StudyQuestion, StudyRows } from './study-rows.ts';
import { counted, listed, many, quoted } from './study-words.ts';
import { hiddenEstimates } from './suppression-plan.ts';
import { timesSection } from './times-section.ts';

/** Blocks of one study by section. */
interface Parts {
  readonly design: Block[];
  readonly figures: Block[];
  readonly answers: Block[];
  readonly reliance: Block[];
  readonly times: Block[];
  readonly next: Block[];
  readonly collected: Collected;
  readonly design0: StudyLayout | null;
  readonly results: readonly MetricResult[];
}

function ratingMetric(
  id: StudyMetricId,
  question: StudyQuestion,
  hasDecision: boolean,
): ReaderMetric {
  const threshold = hasDecision ? 0.5 : (question.threshold ?? 0.5);
  switch (id) {
    case 'partial-auc':
      return { kind: 'partial-auc', range: question.partial };
    case 'sensitivity':
      return { kind: 'sensitivity', threshold };
    case 'specificity':
      return { kind: 'specificity', threshold };
    default:
      return { kind: 'auc' };
  }
}

const isMarked = (id: StudyMetricId): id is StudyMetricId & AfrocKind =>
  id === 'afroc' || id === 'wafroc' || id === 'afroc1' || id === 'wafroc1' || id === 'inferred-roc';

function valuesFor(id: StudyMetricId, rows: StudyRows): Float64Array | null {
  if (id === 'auc' || id === 'partial-auc') return rows.rating;
  return rows.decision ?? rows.rating;
}

/** Suppressed or not, a curve is drawn only where the modality's estimate is shown. */
function rocBlock(
  layout: StudyLayout,
  means: readonly ReadersEstimate[],
  context: StudyContext,
): Block | null {
  const series = context.rows.modalities.flatMap((name, test) => {
    if (means[test]!.value === null) return [];
    const points = meanRoc(layout.truth, layout.ratings[test]!);
    return points.length === 0
      ? []
      : [{ name, points: points.map(({ x, y }) => ({ x, y, low: null, high: null })) }];
  });
  if (series.length === 0) return null;
  return {
    kind: 'curve',
    id: blockId(context, 'roc'),
    title: 'Mean ROC curve by modality',
    caption:
      'The readers’ ROC curves averaged over sensitivity at each false-positive rate. Nearer the upper left corner is better; the dotted line is guessing.',
    task: context.rows.name === '' ? null : context.rows.name,
    xTitle: 'false-positive rate (1 − specificity)',
    yTitle: 'sensitivity',
    diagonal: true,
    series,
  };
}

function studyParts(
  rows: StudyRows,
  question: StudyQuestion,
  options: AnalysisOptions,
  hidden: ReadonlySet<string> = new Set(),
): Parts {
  const { context, collected } = makeContext(rows, question, options, hidden);
  const results: MetricResult[] = [];
  const figures: Block[] = [];
  const next: Block[] = [];
  const layouts = new Map<Float64Array, StudyLayout>();
  const layoutOf = (values: Float64Array): StudyLayout => {
    const found = layouts.get(values) ?? layOut(rows, values);
    layouts.set(values, found);
    return found;
  };
  const firstValues = rows.rating ?? rows.decision;
  const first = firstValues === null || rows.truthOfRow !== null ? null : layoutOf(firstValues);
  const design =
    first !== null
      ? designSection(first, context)
      : rows.marks !== null
        ? marksDesign(rows.marks, context)
        : [];
  if (rows.truthOfRow !== null) sayConfounded(rows, context);
  if (rows.readers.length > 1 && rows.readers.length < 5 && rows.modalities.length > 1) {
    context.warn(
      'few-readers',
      `What is said of readers in general rests on ${rows.readers.length} readers: look at the analysis with fixed readers too.`,
    );
  }
  const asked = question.metrics.filter((id) =>
    isMarked(id) ? rows.marks !== null : valuesFor(id, rows) !== null && rows.truthOfRow === null,
  );
  const confirmatory =
    asked.filter((id) => question.margins[id] !== undefined).length * (rows.modalities.length - 1);
  for (const id of asked) {
    const values = isMarked(id) ? null : valuesFor(id, rows);
    const layout = values === null ? null : layoutOf(values);
    if (layout !== null && layout.truth.length === 0) continue;
    const hasDecision = values !== null && values === rows.decision;
    const metric = ratingMetric(id, question, hasDecision);
    const result =
      isMarked(id) && rows.marks !== null
        ? analyseMarks(id, rows, rows.marks, context.level)
        : analyseRatings(id, layout!, metric, question, context.level);
    results.push(result);
    const estimates = metricEstimates(result, context);
    for (const note of result.notes) context.warn('analysis-note', note);
    const verdicts = metricFindings(result, estimates, context, confirmatory);
    context.say(metricSentence(result, estimates, context, verdicts));
    const model =
      layout === null || values === null ? null : againstModel(id, layout, values, metric, context);
    const curve =
      id === 'auc' && layout !== null ? rocBlock(layout, estimates.means, context) : null;
    figures.push(...metricBlocks(result, estimates, context, { model, curve }));
    const sizing =
      id === asked[0]
        ? sizingBlocks(result, context, layout !== null && sharingOf(layout).isConfounded)
        : null;
    if (sizing !== null) {
      next.push(...sizing.blocks);
      context.find({
        key: 'sizing',
        verdict: 'not-assessable',
        role: 'description',
        metric: id,
        reason: 'planning',
        sentence: sizing.sentence,
      });
    }
  }
  const { answers, reliance } = adviceSections(context);
  const times = timesSection(context);
  return { design, figures, answers, reliance, times, next, collected, design0: first, results };
}

/**
 * A multi-reader study: figures of merit by reader and modality, their differences with readers and cases as
 * samples, margins, people with and without AI, reliance, reading times, and the size of the next study.
 *
 * Pure: the same rows give the same analysis. A figure without a value says why; nothing is thrown for a study
 * that lacks readers, modalities or a kind of case.
 *
 * @param studies one or several studies of one file
 * @param question figures, margins, design
 * @param options level, suppression and names of readers
 */
export function analyseReaderStudy(
  studies: readonly StudyRows[],
  question: StudyQuestion,
  options: AnalysisOptions,
): Analysis {
  const parts = studies.map((rows, at) => {
    options.onProgress?.('reader study', at, studies.length);
    const { suppressBelow } = options;
    if (suppressBelow === null) return studyParts(rows, question, options);
    // What must be hidden with the few is known only when everything was counted once.
    const open = studyParts(rows, question, { ...options, suppressBelow: null });
    const hidden = hiddenEstimates(open.collected.counted, suppressBelow);
    return studyParts(rows, question, options, hidden);
  });
  const section = (
    id: string,
    title: string,
    lead: string,
    key: 'design' | 'figures' | 'answers' | 'reliance' | 'times' | 'next',
  ): Analysis['sections'] => {
    const blocks = parts.flatMap((part) => part[key].map(named));
    return blocks.length === 0 ? [] : [{ id, title, lead, blocks }];
  };
  const hasAdvice = studies.some((rows) => rows.advice !== null);
  return {
    summary: summaryOf(studies, parts, options.suppressBelow),
    facts: factsOf(studies, parts, options.suppressBelow),
    sections: [
      ...section(
        'figures',
        'Readers and modalities',
        'How well readers tell disease from no disease under each modality, and whether the difference would hold for other readers and other cases.',
        'figures',
      ),
      ...section(
        'answers',
        hasAdvice ? 'Readers alone, readers with AI, AI alone' : 'Answers',
        'Every answer counts once, over all readers and cases.',
        'answers',
      ),
      ...section(
        'reliance',
        'Reliance on the AI',
        'Whether readers follow the AI when it is wrong, and whether they follow it when it is right.',
        'reliance',
      ),
      ...section(
        'times',
        'Reading times',
        'How long a reading takes under each modality.',
        'times',
      ),
      ...section(
        'next',
        'Size of the next study',
        'How many readers and cases a next study needs, planned from this one.',
        'next',
      ),
      ...section(
        'design',
        'Design',
        'Who read what: results hold for this crossing of readers, cases and modalities.',
        'design',
      ),
    ],
    estimates: parts.flatMap((part) => part.collected.estimates),
    findings: parts.flatMap((part) => part.collected.findings),
    warnings: parts
      .flatMap((part) => part.collected.warnings)
      .filter(({ sentence }, at, all) => all.findIndex((one) => one.sentence === sentence) === at),
    methods: studyMethods(
      parts.flatMap((part) => part.results),
      studies,
      question,
      options.level,
    ),
  };
}

/** A table carries the name of its study in the title; a picture shows it by itself. */
function named(block: Block): Block {
  return block.kind === 'table' && block.task !== null
    ? { ...block, title: `${block.task}: ${block.title}` }
    : block;
}

function summaryOf(
  studies: readonly StudyRows[],
  parts: readonly Parts[],
  below: number | null,
): string[] {
  const heads = studies.map((rows, at) => {
    const cases = parts[at]!.design0?.truth.length ?? rows.caseCount;
    const where =
      rows.modalities.length === 1
        ? rows.modalities[0] === 'all'
          ? ''
          : ` with ${quoted(rows.modalities[0]!)}`
        : `, comparing ${listed(rows.modalities.map(quoted))}`;
    return `${many(rows.readers.length, 'reader')} read ${
      below !== null && rows.patientCount < below
        ? `fewer than ${below} cases`
        : many(cases, 'case')
    }${where}.`;
  });
  const sentences = parts.map((part) => part.collected.sentences);
  if (studies.length === 1) return [heads[0]!, ...sentences[0]!];
  const most = studies.length > 2 ? 2 : Number.POSITIVE_INFINITY;
  return [
    `${studies.length} studies were analysed, each alone: ${listed(studies.map((rows) => rows.name))}.`,
    ...studies.map((rows, at) =>
      [`${rows.name}: ${heads[at]!}`, ...sentences[at]!.slice(0, most)].join(' '),
    ),
  ];
}

function factsOf(
  studies: readonly StudyRows[],
  parts: readonly Parts[],
  below: number | null,
): Analysis['facts'] {
  const sum = (of: (at: number) => number): number =>
    studies.reduce((total, _, at) => total + of(at), 0);
  const readers = new Set(studies.flatMap((rows) => rows.readers));
  const cases = sum((at) => parts[at]!.design0?.truth.length ?? studies[at]!.caseCount);
  const readings = sum(
    (at) =>
      parts[at]!.design0?.design.readingCount ??
      (studies[at]!.marks === null
        ? studies[at]!.caseIndex.length
        : studies[at]!.readers.length * studies[at]!.caseCount * studies[at]!.modalities.length),
  );
  const isFew = below !== null && studies.some((rows) => rows.patientCount < below);
  const kinds = new Set(
    parts.flatMap((part) =>
      part.design0 === null ? [] : [crossingOf(part.design0, sharingOf(part.design0))],
    ),
  );
  const kind = kinds.size === 1 ? [...kinds][0]! : null;
  return [
    ...(studies.length > 1 ? [{ label: 'studies', value: String(studies.length) }] : []),
    { label: readers.size === 1 ? 'reader' : 'readers', value: String(readers.size) },
    ...(isFew
      ? [{ label: 'cases', value: `< ${below}` }]
      : [
          { label: 'cases', value: counted(cases) },
          { label: 'readings', value: counted(readings) },
        ]),
    {
      label: 'modalities',
      value: String(new Set(studies.flatMap((rows) => rows.modalities)).size),
    },
    ...(kind === null ? [] : [{ label: 'design', value: kind.split(':')[0]! }]),
  ];
}
