export * from './catalog.ts';
export * from './contract.ts';
export * from './define-metric.ts';
export * from './errors.ts';
export * from './method-page.ts';
export * from './metric-input.ts';
export * from './metric-spec.ts';
export * from './suitability.ts';
