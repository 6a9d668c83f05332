import { multiclassAuroc, none } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';

/** Class by class against all others: how often does a case of the class get a higher score for it than a case of another class? See docs/methods/auroc-ovr.md. */
export const aurocOvr: MetricSpec = defineMetric({
  id: 'auroc-ovr',
  title: 'One-versus-rest AUROC',
  question:
    'Class by class against all others: how often does a case of the class get a higher score for it than a case of another class?',
  formula:
    "Plain mean over classes of the AUROC of that class's score column, the class against the rest.",
  assumptions: [
    'There is one column of scores per class, and every class has rows.',
    'Classes count alike, however rare.',
  ],
  notWhen: [
    'Where errors between some classes matter much more than others: look at pairs or at costs.',
    'Where class shares differ between the groups compared: the mix of the rest changes with them.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['multiclass'],
  needs: 'score',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['ovr', 'macro-auroc'],
  source: 'Provost, Domingos 2000, Well-trained PETs, CeDER working paper IS-00-04',
  compute: {
    multiclass: ({ labels, columns, weights }) => {
      if (columns === null) return none('no-scores');
      if (weights !== null) return none('weights-not-supported');
      return multiclassAuroc(labels, columns).ovrMacro;
    },
  },
});
