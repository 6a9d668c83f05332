import { multiclassAuroc, none } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';

/** For two classes at a time: how well do their scores tell them apart? See docs/methods/auroc-ovo.md. */
export const aurocOvo: MetricSpec = defineMetric({
  id: 'auroc-ovo',
  title: 'One-versus-one AUROC',
  question: 'For two classes at a time: how well do their scores tell them apart?',
  formula:
    "Plain mean over pairs of classes of (A(i|j) + A(j|i)) / 2, where A(i|j) is the AUROC of class i's score on rows of the two classes. Known as M.",
  assumptions: [
    'There is one column of scores per class, and every class has rows.',
    'Classes count alike, however rare.',
  ],
  notWhen: [
    'Where errors between some classes matter much more than others: look at pairs or at costs.',
    'With many classes of few rows each: most pairs rest on a handful of rows.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['multiclass'],
  needs: 'score',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['ovo', 'hand-till'],
  source: 'Hand, Till 2001, doi:10.1023/A:1010920819831',
  compute: {
    multiclass: ({ labels, columns, weights }) => {
      if (columns === null) return none('no-scores');
      if (weights !== null) return none('weights-not-supported');
      return multiclassAuroc(labels, columns).ovoMacro;
    },
  },
});
