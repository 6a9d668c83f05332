export * from './analyse-consensus.ts';
export * from './analyse-every-consensus.ts';
export * from './analyse-mask-consensus.ts';
export {
  analyseNumbers,
  type NumberConsensus,
  type NumberQuestion,
} from './analyse-numbers.ts';
export { methodWords } from './consensus-words.ts';
export type { ConsensusQuestion, FusedPanel } from './fuse-panel.ts';
export * from './mask-fusion.ts';
export { maskMethodWords } from './mask-words.ts';
export {
  type FusedNumbers,
  fitNumberModel,
  fuseNumbers,
  type NumberMethod,
  type NumberModel,
  type NumberReadings,
  numberMethods,
} from './number-fusion.ts';
export { numberMethodWords } from './number-sections.ts';
export type { NumberLabels } from './number-told.ts';
export type { Panel } from './panel.ts';
