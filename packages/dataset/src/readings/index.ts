export { isNumberText } from './answer-kinds.ts';
export { type CocoFile, isCoco, readingsFromCoco } from './coco.ts';
export { type CvatFile, readingsFromCvat } from './cvat.ts';
export { finishReadings, type ReadReadings } from './finish-readings.ts';
export { isLabelStudio, readingsFromLabelStudio } from './label-studio.ts';
export type { RawReadings } from './raw-readings.ts';
export { type ReadingsOptions, usualCannotTell } from './readings-options.ts';
export { readingsFromTable, type TableLayout } from './table-readings.ts';
