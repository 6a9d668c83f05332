import type { LabelDistribution, Readings } from '@equipoise/domain';
import { nearDuplicateSources } from '@equipoise/stats';
import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { type Collector, makeCollector } from '../frame/collector.ts';
import { countText } from '../frame/count-text.ts';
import { difference, listed, many, share, withRange } from '../reader-study/study-words.ts';
import { disputeBlock, nextBlocks } from './case-sections.ts';
import { consensusMethods } from './consensus-methods.ts';
import {
  choiceSentence,
  groupBlocks,
  labelBlocks,
  methodBlocks,
  readerBlocks,
  type ToldPanel,
} from './consensus-sections.ts';
import { doubtSentence, isGrave, isStrong, methodWords } from './consensus-words.ts';
import { type ConsensusQuestion, type FusedPanel, fusePanel } from './fuse-panel.ts';
import { disagreement, methodFigures } from './label-figures.ts';
import { panelOf, targetText } from './panel.ts';
import { readerFigures } from './reader-figures.ts';

/** The labels of one question with their sources. */
export interface ConsensusLabels {
  readonly distribution: LabelDistribution;
  readonly fused: FusedPanel;
}

/** What the analysis gives: the document's parts, and the labels themselves. */
export interface ConsensusAnalysis extends Analysis {
  readonly labels: readonly ConsensusLabels[];
}

function labelsOf(fused: FusedPanel): ConsensusLabels {
  const { panel, chosen } = fused;
  const k = panel.answers.classCount;
  const probability = chosen.posterior.values.slice();
  for (let t = 0; t < panel.answers.caseCount; t++) {
    if (chosen.answerCount[t] === 0) probability.fill(Number.NaN, t * k, (t + 1) * k);
  }
  return {
    fused,
    distribution: {
      task: panel.task,
      classes: panel.classes,
      probability,
      caseCount: panel.answers.caseCount,
      method: chosen.method,
    },
  };
}

function sayDoubts(told: ToldPanel, names: readonly string[], collector: Collector): void {
  const { panel, chosen, doubts } = told.fused;
  const isLatent = chosen.method !== 'vote' && chosen.method !== 'weighted-vote';
  const grave: string[] = [];
  doubts.forEach((doubt, at) => {
    // Of two classes the one says what the other says.
    const isMirror = doubt.code === 'prevalence-outside-readers' && panel.target !== null;
    if (isMirror && doubt.label !== panel.target) return;
    const sentence = doubtSentence(doubt, panel.classes, names);
    collector.find(panel.task, {
      key: `doubt|${doubt.code}|${at}`,
      verdict: isLatent ? 'cannot-tell' : 'not-assessable',
      role: isLatent ? 'exploratory' : 'description',
      reason: doubt.code,
      sentence,
    });
    if (isGrave(doubt) && isLatent) grave.push(sentence);
  });
  if (grave.length > 0) {
    collector.warn('consensus-in-doubt', `${panel.task}: ${grave.join(' ')}`);
  }
}

function sayReaders(told: ToldPanel, collector: Collector): void {
  for (const one of told.readers) {
    if (!one.isOutlier || one.withOthers.value === null) continue;
    collector.find(told.fused.panel.task, {
      key: `outlier|${one.name}`,
      verdict: 'beyond-margin',
      role: 'exploratory',
      model: one.name,
      metric: 'agreement-with-vote-of-others',
      estimateIds: [one.withOthers.id],
      sentence: `${one.name} gives the answer of the others in ${share(one.withOthers.value)} of the cases (${share(one.withOthers.low)} to ${share(one.withOthers.high)}), less often than the other readers: look at the instructions, or at this reader's list.`,
    });
  }
}

function sayGroups(told: ToldPanel, collector: Collector): void {
  for (const one of told.groups) {
    if (one.differ.suppressed) continue;
    const name = `${one.attribute} ${one.level}`;
    const { versusRest } = one;
    if (one.isSmall) {
      collector.find(told.fused.panel.task, {
        key: `group|${name}`,
        attribute: one.attribute,
        metric: 'readers-differ',
        reason: 'too-few-patients',
        estimateIds: [one.differ.id],
        sentence: `${name} has ${many(one.differ.patientCount, 'patient')} with two readings or more (or the others have): too few for a comparison.`,
      });
      continue;
    }
    if (versusRest === null || versusRest.value === null || versusRest.low === null) continue;
    const levels = told.groups.filter(
      (g) => g.attribute === one.attribute && g.versusRest !== null,
    );
    // Of two levels the one says what the other says.
    if (levels.length === 2 && !(versusRest.value > 0)) continue;
    const isApart = versusRest.low > 0 || (versusRest.high ?? 0) < 0;
    if (!isApart) continue;
    collector.find(told.fused.panel.task, {
      key: `group|${name}`,
      verdict: 'beyond-margin',
      role: 'exploratory',
      attribute: one.attribute,
      metric: 'readers-differ',
      estimateIds: [one.differ.id, versusRest.id],
      sentence: `Readers differ ${versusRest.value > 0 ? 'more' : 'less'} often in ${name} than in the others (${share(one.differ.value)}; difference ${withRange(versusRest, (x) => difference(x, 2))}): the labels of this group are ${versusRest.value > 0 ? 'less' : 'more'} certain.`,
    });
  }
}

function sayDuplicates(
  readings: Readings,
  panels: readonly FusedPanel[],
  names: readonly string[],
  collector: Collector,
): void {
  const count = readings.readerNames.length;
  if (count > 60) return;
  const sources = Array.from({ length: count }, () =>
    panels.map(() => new Float64Array(readings.caseCount).fill(Number.NaN)),
  );
  panels.forEach(({ panel: { answers } }, question) => {
    for (let t = 0; t < answers.caseCount; t++) {
      for (let i = answers.starts[t]!; i < answers.starts[t + 1]!; i++) {
        sources[answers.reader[i]!]![question]![t] = answers.label[i]!;
      }
    }
  });
  const copies = nearDuplicateSources(sources).flatMap((pair) => {
    const equal = pair.columns.filter(
      (one) => one.verdict === 'identical' || one.verdict === 'equal-where-common',
    );
    return equal.length === 0 ? [] : [{ pair, equal }];
  });
  const both = ({ pair }: (typeof copies)[number]): string =>
    `${names[pair.first]} and ${names[pair.second]}`;
  if (copies.length > 3) {
    const sentence = `${copies.length} pairs of readers give equal answers to a question wherever both answered, such as ${both(copies[0]!)}: one opinion may be counted several times.`;
    collector.find('', {
      key: 'duplicates',
      verdict: 'beyond-margin',
      role: 'exploratory',
      metric: 'near-duplicate',
      sentence,
    });
    collector.warn('duplicated-readers', sentence);
    return;
  }
  for (const copy of copies) {
    const { pair, equal } = copy;
    const common = equal.reduce((sum, one) => sum + one.commonCount, 0);
    const sentence =
      pair.verdict === 'identical'
        ? `${both(copy)} give the same answers (${countText(common)} of ${countText(common)}): one opinion is counted twice.`
        : `${both(copy)} give the same answers to ${many(equal.length, 'question')} of ${pair.comparedCount}, in all ${countText(common)} common cases: they are related.`;
    collector.find('', {
      key: `duplicate|${both(copy)}`,
      verdict: 'beyond-margin',
      role: 'exploratory',
      metric: 'near-duplicate',
      sentence,
    });
    collector.warn('duplicated-readers', sentence);
  }
}

/**
 * One label for each case from several readings, with its distribution and sources; the methods side by side;
 * what is known of each reader; cases worth one more reading.
 *
 * Pure: the same readings, question and seed give the same analysis.
 *
 * @param readings answers of readers; questions with numbers or masks are named and left out
 * @param question method and what it needs
 * @param options level, seed, names of readers, suppression
 */
export function analyseConsensus(
  readings: Readings,
  question: ConsensusQuestion,
  options: AnalysisOptions,
): ConsensusAnalysis {
  const collector = makeCollector('consensus', options);
  const names = options.readerLabels;
  const isSharing = options.suppressBelow !== null;
  const told: ToldPanel[] = [];
  readings.questions.forEach((asked, at) => {
    if (options.signal?.aborted) return;
    options.onProgress?.('consensus', at, readings.questions.length);
    const panel = panelOf(readings, asked);
    if (panel === null) {
      collector.find(asked.name, {
        key: 'not-fused',
        reason: asked.classes === null ? 'no-classes' : 'no-answers',
        sentence:
          asked.classes === null
            ? asked.kind === 'mask'
              ? `"${asked.name}" is answered with masks: give their folder with --masks.`
              : `"${asked.name}" is answered with numbers: it gets no class label.`
            : `"${asked.name}" has no answer.`,
      });
      return;
    }
    const fused = fusePanel(panel, question, options.seed);
    const { whole, groups } = disagreement(fused, readings.patient, readings.attributes, collector);
    let tiedCount = 0;
    for (const one of fused.chosen.isTied) tiedCount += one;
    told.push({
      fused,
      methods: methodFigures(fused, readings.patient, collector),
      readers: question.hasSlots
        ? []
        : readerFigures(fused, readings.patient, names, collector, options.seed),
      differ: whole,
      groups,
      tiedCount,
    });
  });
  sayDuplicates(
    readings,
    told.map((one) => one.fused),
    names,
    collector,
  );
  for (const one of told) {
    sayLabels(one, collector, isSharing);
    sayDoubts(one, names, collector);
    sayReaders(one, collector);
    sayGroups(one, collector);
  }
  const isClustered = readings.patientCount < readings.caseCount;
  const { estimates, findings, warnings } = collector;
  return {
    summary: summaryOf(told, readings, collector, isSharing),
    facts: factsOf(told, readings, isSharing),
    sections: sectionsOf(told, readings, question, options),
    estimates,
    findings,
    warnings,
    methods: consensusMethods(options, isClustered, question.hasSlots),
    labels: told.map((one) => labelsOf(one.fused)),
  };
}

function sayLabels(told: ToldPanel, collector: Collector, isSharing: boolean): void {
  const { panel, chosen, all } = told.fused;
  const own = told.methods.find((one) => one.consensus.method === chosen.method)!;
  const vote = told.methods.find((one) => one.consensus.method === 'vote')!;
  const first = own.prevalence[0];
  const says =
    panel.target === null || !first || first.value === null
      ? ''
      : ` ${share(first.value)} are ${targetText(panel)}${chosen.method === 'vote' ? '' : ` (${share(vote.prevalence[0]!.value)} of the votes are)`}.`;
  const ties =
    isSharing || told.tiedCount === 0 ? '' : ` ${many(told.tiedCount, 'vote')} are tied.`;
  collector.find(panel.task, {
    key: 'labels',
    metric: 'prevalence',
    estimateIds: own.prevalence.map((one) => one.id),
    sentence: `Labels by ${methodWords[chosen.method]}${all.length === 1 ? '.' : `, side by side with ${all.length - 1} other ${all.length === 2 ? 'method' : 'methods'}.`}${says}${told.differ.value === null ? '' : ` Readers differ on ${withRange(told.differ, share)} of the cases.`}${ties.replace('1 vote are', '1 vote is')}`,
  });
}

function summaryOf(
  told: readonly ToldPanel[],
  readings: Readings,
  collector: Collector,
  isSharing: boolean,
): string[] {
  if (told.length === 0) return ['No question has answers that could be fused into labels.'];
  const answers = told.reduce((sum, one) => sum + one.fused.panel.answers.label.length, 0);
  const out = [
    `${many(answers, 'answer')} of ${many(readings.readerNames.length, 'reader')} became one label for each case, with a probability for how sure it is. ${choiceSentence(told)}`,
  ];
  const latent = told.filter(
    (one) => one.fused.chosen.method !== 'vote' && one.fused.chosen.method !== 'weighted-vote',
  );
  const doubted = latent.filter((one) => one.fused.doubts.some(isStrong));
  const odd = latent.filter(
    (one) => one.fused.doubts.some(isGrave) && !one.fused.doubts.some(isStrong),
  );
  const namesOf = (of: readonly ToldPanel[]): string =>
    listed(of.map((one) => one.fused.panel.task));
  if (doubted.length > 0) {
    out.push(
      `Do not take these labels as they are: ${namesOf(doubted)}. There the method departs from what the readers say; the majority vote (--method vote) is the safer label.`,
    );
  }
  if (odd.length > 0) {
    out.push(
      `Look before you take the labels of ${namesOf(odd)}: the prevalence lies outside what any reader says. That can be right, since readers who err often pull every share towards the middle.`,
    );
  }
  const stable = told.length - doubted.length - odd.length;
  if (told.length > 1 && doubted.length > 0 && stable > 0) {
    out.push(`For the other ${many(stable, 'question')} the methods tell about the same.`);
  }
  if (!isSharing) {
    const ties = told.reduce((sum, one) => sum + one.tiedCount, 0);
    const disputed = told.reduce((sum, one) => sum + one.fused.disputed.length, 0);
    const cells = told.reduce((sum, one) => sum + one.fused.panel.readCount, 0);
    out.push(
      `${ties === 0 ? 'No vote is tied' : `${many(ties, 'vote')} of ${many(cells, 'case')}${told.length > 1 ? ' and questions' : ''} ${ties === 1 ? 'is' : 'are'} tied`}${told.every((one) => one.fused.all.length === 1) ? '' : disputed === 0 ? '; all methods give the same labels' : `; on ${many(disputed, 'label')} the methods differ`}. Cases worth one more reading are listed, the one that settles most first.`,
    );
  }
  const named = collector.findings.filter(
    (one) => one.metric === 'agreement-with-vote-of-others' && one.verdict === 'beyond-margin',
  );
  const readers = [...new Set(named.map((one) => one.model))];
  if (readers.length > 0) {
    out.push(
      `${listed(readers)} ${readers.length === 1 ? 'answers' : 'answer'} unlike the others.`,
    );
  }
  for (const one of collector.findings) if (one.metric === 'near-duplicate') out.push(one.sentence);
  const single = told.some(
    (one) => one.fused.panel.answers.label.length < 1.5 * one.fused.panel.readCount,
  );
  if (single) {
    out.push(
      'Many cases have a single reading: their label is that reader’s answer, and a vote calls it certain. It is not.',
    );
  }
  return out;
}

function factsOf(
  told: readonly ToldPanel[],
  readings: Readings,
  isSharing: boolean,
): Analysis['facts'] {
  const methods = new Set(told.map((one) => methodWords[one.fused.chosen.method]));
  const ties = told.reduce((sum, one) => sum + one.tiedCount, 0);
  return [
    { label: 'cases', value: countText(readings.caseCount) },
    { label: 'readers', value: String(readings.readerNames.length) },
    { label: told.length === 1 ? 'question' : 'questions', value: String(told.length) },
    ...(methods.size === 1 ? [{ label: 'method', value: [...methods][0]! }] : []),
    ...(isSharing ? [] : [{ label: 'tied votes', value: countText(ties) }]),
  ];
}

function sectionsOf(
  told: readonly ToldPanel[],
  readings: Readings,
  question: ConsensusQuestion,
  options: AnalysisOptions,
): Analysis['sections'] {
  const isSharing = options.suppressBelow !== null;
  const dispute = isSharing ? null : disputeBlock(told, readings);
  const parts: Analysis['sections'] = [
    {
      id: 'labels',
      title: 'Labels',
      lead: 'One label for each case and question. The labels themselves, with the probability of every class, stand in the label file; every reading stays beside it.',
      blocks: labelBlocks(told, isSharing),
    },
    {
      id: 'methods-compared',
      title: 'Methods side by side',
      lead: 'The same readings fused in other ways. Where the ways agree, the choice does not matter; where they do not, the label needs a person.',
      blocks: [...methodBlocks(told), ...(dispute === null ? [] : [dispute])],
    },
    {
      id: 'readers',
      title: 'Readers',
      lead: 'What the panel tells of each reader, without any reference standard.',
      blocks: readerBlocks(told),
    },
    {
      id: 'next',
      title: 'What to read next',
      lead: 'Cases in the order in which one more reading would settle most.',
      blocks: isSharing ? [] : nextBlocks(told, readings, options.readerLabels, question.hasSlots),
    },
    {
      id: 'groups',
      title: 'Patient groups',
      lead: 'Labels of unequal certainty are the first cause of unequal audits.',
      blocks: groupBlocks(told),
    },
  ];
  return told.length === 0 ? [] : parts.filter((section) => section.blocks.length > 0);
}
