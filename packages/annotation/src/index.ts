export * from './consensus/index.ts';
export * from './errors.ts';
export * from './frame/index.ts';
export * from './fusion/index.ts';
export * from './posterior/index.ts';
export * from './quality/index.ts';
export * from './reader-study/index.ts';
