/**
 * What a form in a browser needs of a study: which questions are asked, whether the answers fit, what a log of events
 * adds up to, how long it took. Imports nothing but `domain`.
 */
export * from '../work/active-time.ts';
export { runsOf } from '../work/answer-desk.ts';
export * from '../work/coverage.ts';
export * from '../work/replay.ts';
export * from './check-answers.ts';
export * from './sha256.ts';
export * from './skip-logic.ts';
