export * from './analyse-label-errors.ts';
export type * from './label-errors-input.ts';
export { type WrongChances, wrongChances } from './wrong-chances.ts';
