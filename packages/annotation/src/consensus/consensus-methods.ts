import type { AnalysisOptions } from '../frame/analysis.ts';
import { outlierMargin } from './reader-figures.ts';

/** The paragraphs of the methods section. */
export function consensusMethods(
  options: AnalysisOptions,
  isClustered: boolean,
  hasSlots: boolean,
): string[] {
  return [
    'The readings of each case were fused into one label with a probability for every class. Unless a method was asked for, the label is the majority vote with up to three readers, with fewer than 100 cases or where reader columns are slots, and Dawid-Skene (a latent class for each case, a confusion matrix for each reader; 1979, doi:10.2307/2346806) with four readers or more and 100 cases or more; ordered answers then take an ordinal latent-trait model. Tied votes stay without a label. Readings that were not asked or in which the reader could not tell enter no label and are counted.',
    'Beside the chosen method stand the majority vote, the vote weighted by agreement (Wawa), Dawid-Skene, the one-coin model, MACE (Hovy et al. 2013) and GLAD (Whitehill et al. 2009), where they fit. Doubt is raised where the latent prevalence lies outside the range of the readers’ own, where most readers would miss a class more often than see it, where a reader would be right less often than by chance, and where a tenth of the labels leaves the vote.',
    `Limits of a prevalence hold the sampling of ${isClustered ? 'patients' : 'cases'} and the doubt about each label (Wilson’s form with the effective number of cases); they do not hold the choice of the method, which the comparison shows.`,
    hasSlots
      ? 'The reader columns were declared to be slots: nothing is said of single readers.'
      : `Sensitivity and specificity of a reader are medians and ${Math.round(options.level * 100)} % ranges of the posterior of Dawid-Skene, in which labels, prevalence and all readers are drawn together (Paun et al. 2018, doi:10.1162/tacl_a_00040), under the model that readers err independently given the truth${isClustered ? '; limits are widened on the logit scale by the design effect of patients with several cases' : ''}. Fewer than three readers identify no such rates. A reader is named when the upper limit of the agreement with the vote of the others, at a level shared among all readers (Bonferroni), lies more than ${outlierMargin} below the median of the others.`,
    'Cases worth one more reading are ordered by the expected fall of the entropy of the label when one more reader answers (mutual information of label and answer, Lindley 1956, doi:10.1214/aoms/1177728069).',
    'Differences between groups in how often readers differ are a level minus all others, with square-and-add limits (Zou and Donner 2008, doi:10.1002/sim.3095) at a level shared among the levels of an attribute.',
  ];
}
