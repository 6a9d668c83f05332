export * from './draw-labels.ts';
export * from './gamma-draw.ts';
export * from './label-sampler.ts';
export * from './label-sampling.ts';
export * from './one-reader.ts';
export * from './panel-sampler.ts';
export * from './sampled-rates.ts';
