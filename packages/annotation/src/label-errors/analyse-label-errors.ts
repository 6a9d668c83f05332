import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { type Collector, makeCollector } from '../frame/collector.ts';
import { countText } from '../frame/count-text.ts';
import { difference, figure, listed, many, share, withRange } from '../reader-study/study-words.ts';
import type { LabelErrorsInput, LabelErrorsQuestion, ReviewList } from './label-errors-input.ts';
import { groupBlocks, noiseBlocks, panelBlocks, type ToldTask } from './label-errors-sections.ts';
import { modelNoise, type NoiseFigures, panelFigures } from './noise-figures.ts';
import {
  type ListCurve,
  type ListItem,
  listCurve,
  reviewList,
  reviewOrder,
} from './review-list.ts';
import { curveBlocks, reviewBlock } from './review-sections.ts';
import { searchTask } from './search-task.ts';

/** What the analysis gives: the document's parts, and the review list. */
export interface LabelErrorsAnalysis extends Analysis {
  readonly review: ReviewList;
}

const unconfirmed =
  'It is not confirmed that the scores are out of sample. A model that has seen these labels in training repeats their errors, so that suspects are missed and the noise is underestimated. Cross-validate by patient, then say --out-of-sample yes.';
const inSample =
  'The scores are declared to be in sample: the model has learnt these labels with their errors, so suspects are missed and the noise is underestimated.';

function sayTask(told: ToldTask, collector: Collector, isSharing: boolean): void {
  const { searched, noise, curve } = told;
  const { task } = searched.task;
  const point = curve.points.filter((one) => one.n <= 100).at(-1);
  const head =
    searched.suspects.length === 0
      ? `None of ${many(searched.rows.length, 'label')} is suspect.`
      : isSharing && searched.suspects.length < 10
        ? 'Few labels are suspect.'
        : `${many(searched.suspects.length, 'label')} of ${countText(searched.rows.length)} ${searched.suspects.length === 1 ? 'is' : 'are'} suspect${
            point === undefined || isSharing
              ? ''
              : `; of the first ${point.n}, ${figure(point.expected, 0)} are expected to be wrong (${figure(point.low, 0)} to ${figure(point.high, 0)})`
          }.`;
  collector.find(task, {
    key: 'suspects',
    metric: 'estimated-label-noise',
    estimateIds: [noise.whole.id],
    sentence: `${head}${noise.whole.value === null ? '' : ` The model would label ${withRange(noise.whole, share)} otherwise.`}`,
  });
  if (searched.joint.absentClasses.length > 0) {
    const names = searched.joint.absentClasses.map((c) => searched.task.classes[c]!);
    collector.warn(
      'absent-class',
      `${task}: no label says ${listed(names)}, although the model gives it a probability; the class is left out of the search.`,
    );
  }
  sayGroups(task, noise, collector);
  if (told.panel === null) return;
  const { panel } = told;
  if (panel.noise === null) {
    collector.find(task, {
      key: 'review',
      metric: 'precision-of-suspects',
      estimateIds: [panel.precision.id],
      sentence: `The panel looked at suspects above all: ${withRange(panel.precision, share)} of them are wrong. That says nothing of the other labels; a random sample would.`,
    });
    return;
  }
  collector.find(task, {
    key: 'panel',
    metric: 'observed-label-noise',
    estimateIds: [panel.noise.whole.id, panel.precision.id],
    sentence: `The panel finds ${withRange(panel.noise.whole, share)} of the labels wrong${
      searched.task.classes.length === 2 && panel.noise.byClass[1]!.value !== null
        ? `, and ${share(panel.noise.byClass[1]!.value)} of the positive ones`
        : ''
    }${panel.precision.value === null ? '' : `; of the suspects that it looked at, ${withRange(panel.precision, share)} are wrong`}.`,
  });
  if (panel.aurocLabel?.value != null && panel.aurocPanel?.value != null) {
    collector.find(task, {
      key: 'auroc',
      metric: 'auroc-against-panel',
      estimateIds: [panel.aurocLabel.id, panel.aurocPanel.id],
      sentence: `AUROC of the model is ${withRange(panel.aurocLabel)} against the label and ${withRange(panel.aurocPanel)} against the panel, on the same ${many(panel.aurocPanel.caseCount, 'case')}.`,
    });
  }
  sayGroups(task, panel.noise, collector);
}

function sayGroups(task: string, noise: NoiseFigures, collector: Collector): void {
  const by = noise.source === 'model' ? 'In the eyes of the model' : 'By the panel';
  for (const one of noise.groups) {
    if (one.rate.suppressed || one.versusRest === null) continue;
    const { versusRest } = one;
    const told = noise.groups.filter((g) => g.attribute === one.attribute && g.versusRest !== null);
    // Of two levels the one says what the other says.
    if (told.length === 2 && !one.isSmall && !((versusRest.value ?? 0) > 0)) continue;
    if (told.length === 2 && one.isSmall && told[0] !== one) continue;
    if (one.isSmall) {
      if (noise.source === 'model') {
        collector.find(task, {
          key: `small|${one.attribute}|${one.level}`,
          attribute: one.attribute,
          metric: one.rate.metric,
          reason: 'too-few-patients',
          estimateIds: [one.rate.id],
          sentence: `${one.attribute} ${one.level} has too few patients that speak (${one.rate.patientCount}) for a comparison of noise.`,
        });
      }
      continue;
    }
    if (versusRest.value === null || versusRest.low === null) continue;
    if (!(versusRest.low > 0 || (versusRest.high ?? 0) < 0)) continue;
    collector.find(task, {
      key: `group|${noise.source}|${one.attribute}|${one.level}`,
      verdict: 'beyond-margin',
      role: 'exploratory',
      attribute: one.attribute,
      metric: one.rate.metric,
      estimateIds: [one.rate.id, versusRest.id],
      sentence: `${by} more labels are wrong in ${versusRest.value > 0 ? `${one.attribute} ${one.level} than in the others` : `the others than in ${one.attribute} ${one.level}`}: ${share(one.rate.value)}, difference ${withRange(versusRest, (x) => difference(x, 3))}.`,
    });
  }
}

/**
 * Labels that are probably wrong: ranked suspects with reasons, noise by class and by group, what reviewing
 * the list will cost; against a panel where there is one.
 *
 * Pure: the same input gives the same analysis.
 *
 * @param study labels, scores and groups, one entry a row
 * @param question filter, and whether scores are out of sample
 * @param options level and suppression
 * @throws annotation/not-a-probability
 */
export function analyseLabelErrors(
  study: LabelErrorsInput,
  question: LabelErrorsQuestion,
  options: AnalysisOptions,
): LabelErrorsAnalysis {
  const collector = makeCollector('label-errors', options);
  const isSharing = options.suppressBelow !== null;
  if (question.outOfSample !== 'yes') {
    const sentence = question.outOfSample === 'no' ? inSample : unconfirmed;
    collector.warn('out-of-sample-unconfirmed', sentence);
    collector.find('', {
      key: 'out-of-sample',
      verdict: 'cannot-tell',
      role: 'exploratory',
      reason: 'out-of-sample-unconfirmed',
      sentence,
    });
  }
  const told = study.tasks.map((task, at): ToldTask => {
    options.onProgress?.('label errors', at, study.tasks.length);
    const searched = searchTask(task, question, study.embeddings);
    const one = {
      searched,
      noise: modelNoise(searched, study, collector),
      panel: panelFigures(searched, study, collector),
      curve: listCurve(reviewOrder([searched]), study, options.level),
    };
    sayTask(one, collector, isSharing);
    return one;
  });
  const items = reviewOrder(told.map((one) => one.searched));
  const whole = listCurve(items, study, options.level);
  const hasPanel = told.some((one) => one.panel !== null);
  const { estimates, findings, warnings } = collector;
  return {
    summary: summaryOf(told, items, whole, question, isSharing),
    facts: factsOf(told, items, study, question, isSharing),
    sections: (
      [
        {
          id: 'noise',
          title: 'Estimated noise',
          lead: 'What the model would label otherwise. It is a suspicion, not a count of errors.',
          blocks: noiseBlocks(told, isSharing),
        },
        {
          id: 'review',
          title: 'What to review',
          lead: 'The labels most worth a second look, and what the look is expected to yield.',
          blocks: isSharing
            ? []
            : [
                ...curveBlocks(whole, told),
                ...(items.length === 0 ? [] : [reviewBlock(items, study, hasPanel)]),
              ],
        },
        {
          id: 'groups',
          title: 'Patient groups',
          lead: 'Where labels are poorer for some patients, an audit of a model is too.',
          blocks: [...groupBlocks(told, 'model'), ...groupBlocks(told, 'panel')],
        },
        {
          id: 'panel',
          title: 'Against the panel',
          lead: 'A second opinion on the same cases tells how many labels are wrong, and how good the suspicion is.',
          blocks: panelBlocks(told),
        },
      ] satisfies Analysis['sections']
    ).filter((section) => section.blocks.length > 0),
    estimates,
    findings,
    warnings,
    methods: methodsOf(question, hasPanel, study.embeddings !== null, options),
    review: reviewList(items),
  };
}

function summaryOf(
  told: readonly ToldTask[],
  items: readonly ListItem[],
  whole: ListCurve,
  question: LabelErrorsQuestion,
  isSharing: boolean,
): string[] {
  const labels = told.reduce((sum, one) => sum + one.searched.rows.length, 0);
  const point = whole.points.filter((one) => one.n <= 100).at(-1);
  const out = [
    items.length === 0
      ? `No label of ${countText(labels)} is suspect.`
      : isSharing
        ? `Labels of ${many(told.length, 'task')} were searched for errors; lists of single cases are left out of this share-safe report.`
        : `${many(items.length, 'label')} of ${countText(labels)} ${items.length === 1 ? 'looks' : 'look'} wrong to the model. Of the ${point!.n} most suspect, ${figure(point!.expected, 0)} are expected to be wrong (${figure(point!.low, 0)} to ${figure(point!.high, 0)}); a person has to look.`,
  ];
  if (question.outOfSample !== 'yes') {
    out.push(
      question.outOfSample === 'no'
        ? 'The scores are in sample: errors that the model has learnt are not found.'
        : 'Nobody has confirmed that the model had not seen these labels in training. If it had, most errors stay hidden.',
    );
  }
  const top = [...told]
    .filter((one) => one.noise.whole.value !== null)
    .sort((a, b) => b.noise.whole.value! - a.noise.whole.value!);
  if (top.length > 1) {
    const [most, least] = [top[0]!, top.at(-1)!];
    out.push(
      `The model would change most labels of ${most.searched.task.task} (${withRange(most.noise.whole, share)}) and fewest of ${least.searched.task.task} (${withRange(least.noise.whole, share)}); its own errors are in these figures.`,
    );
  } else if (top.length === 1) {
    out.push(
      `The model would label ${withRange(top[0]!.noise.whole, share)} otherwise; its own errors are in that figure.`,
    );
  }
  for (const one of told.slice(0, 4)) {
    if (one.panel === null) continue;
    if (one.panel.noise === null) {
      out.push(
        `${told.length > 1 ? `${one.searched.task.task}: ` : ''}${share(one.panel.precision.value)} of the suspects that were reviewed are wrong.`,
      );
      continue;
    }
    if (one.panel.noise.whole.value === null) continue;
    out.push(
      `${told.length > 1 ? `${one.searched.task.task}: the` : 'The'} panel finds ${withRange(one.panel.noise.whole, share)} of the labels wrong${one.panel.precision.value === null ? '' : `, and ${share(one.panel.precision.value)} of the suspects`}.`,
    );
  }
  return out;
}

function factsOf(
  told: readonly ToldTask[],
  items: readonly ListItem[],
  study: LabelErrorsInput,
  question: LabelErrorsQuestion,
  isSharing: boolean,
): Analysis['facts'] {
  return [
    { label: 'rows', value: countText(study.rowCount) },
    { label: told.length === 1 ? 'task' : 'tasks', value: String(told.length) },
    ...(isSharing ? [] : [{ label: 'suspects', value: countText(items.length) }]),
    {
      label: 'out of sample',
      value: question.outOfSample === 'unconfirmed' ? 'not confirmed' : question.outOfSample,
    },
  ];
}

function methodsOf(
  question: LabelErrorsQuestion,
  hasPanel: boolean,
  hasEmbeddings: boolean,
  options: AnalysisOptions,
): string[] {
  const level = Math.round(options.level * 100);
  return [
    `Suspect labels were sought by confident learning (Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125): a label speaks when some class reaches the mean probability that it has among the labels of its own, and it counts as wrong when that class is not the given one. Suspects were picked by the filter ${question.filter} and ranked by the probability that the label is wrong. For that the scores were calibrated on the given labels (isotonic regression), the noise of the labels was taken out, and Bayes weighed what remains by the label that the row got; the noise was taken twice, from the most extreme scores of each class (Patrini et al. 2017, doi:10.1109/CVPR.2017.240) and from the confident joint, in which errors of the model count as noise. Scores ${question.outOfSample === 'yes' ? 'were declared to be' : 'were not confirmed to be'} out of sample.`,
    `Noise rates are shares of the labels that speak, with ${level} % limits by Wilson’s form and the effective number of labels, patients as clusters; the thresholds are held fixed, so that the limits are those of the share and not of the model. Differences between groups are a level minus all others with square-and-add limits at a level shared among the levels of an attribute. Groups of fewer than ten patients are shown without a verdict.`,
    'The cost curve adds the probabilities of the list from the top. Its band reaches from the lower limit under the most cautious reading (the noise matrix of the whole table weighs as much as the score) to the upper limit under the boldest (the joint at its word), and lets the doubts about the labels of one patient go together. Noise and errors of the model cannot be told apart without a review: with a weak model the curve is too high.',
    ...(hasEmbeddings
      ? [
          'For the first thousand suspects of a task the share of the ten nearest cases (cosine distance of the vectors) with another label is told; it changes no rank.',
        ]
      : []),
    ...(hasPanel
      ? [
          'A panel or second opinion was given for some labels: shares of wrong labels by class and group are then observed, and the AUROC of the scores is told against the label and against the panel on the same cases, with limits on the logit scale from Obuchowski’s clustered variance (1997, doi:10.2307/2533958).',
        ]
      : []),
  ];
}
