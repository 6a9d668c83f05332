export * from './mask-file.ts';
export * from './nifti-file.ts';
export * from './png-file.ts';
