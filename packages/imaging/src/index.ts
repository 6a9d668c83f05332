export * from './errors.ts';
export * from './grid.ts';
export * from './mask/index.ts';
export * from './nifti/index.ts';
export * from './png/header.ts';
export * from './value.ts';
