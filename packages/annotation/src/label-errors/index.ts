export * from './analyse-label-errors.ts';
export type * from './label-errors-input.ts';
