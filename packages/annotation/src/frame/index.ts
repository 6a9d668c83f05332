export type { Analysis, AnalysisOptions } from './analysis.ts';
export { type Collector, type FindingParts, hiddenLevels, makeCollector } from './collector.ts';
export { countText } from './count-text.ts';
export { type EstimateParts, makeEstimate } from './make-estimate.ts';
export { type PosteriorShare, posteriorShare } from './posterior-share.ts';
export { readerLabels } from './reader-labels.ts';
export { readingsFlow } from './readings-flow.ts';
