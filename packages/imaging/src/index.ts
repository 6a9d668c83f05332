export * from './dicom/index.ts';
export * from './errors.ts';
export * from './frame/index.ts';
export * from './grid.ts';
export * from './mask/index.ts';
export * from './nifti/index.ts';
export * from './png/header.ts';
export * from './value.ts';
