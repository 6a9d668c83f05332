export * from './image-record.ts';
export * from './predictor.ts';
export * from './quantise.ts';
export * from './record-affine.ts';
export * from './steps-of-grid.ts';
export * from './stored-frame.ts';
