export * from './analyse-consensus.ts';
export { methodWords } from './consensus-words.ts';
export type { ConsensusQuestion, FusedPanel } from './fuse-panel.ts';
export type { Panel } from './panel.ts';
