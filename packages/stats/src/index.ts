export * from './value.ts';
export * from './errors.ts';
export * from './random.ts';
