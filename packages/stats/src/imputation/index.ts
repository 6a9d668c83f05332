export * from './combine-draws.ts';
export * from './draw-limits.ts';
