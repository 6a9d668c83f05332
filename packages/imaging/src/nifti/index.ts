export { type Affine, orientationOf } from './affine.ts';
export * from './cells.ts';
export type { DatatypeName, StoredVoxels } from './datatypes.ts';
export * from './grid.ts';
export { type NiftiImage, type NiftiReadOptions, niftiValues, readNifti } from './read.ts';
export * from './write.ts';
