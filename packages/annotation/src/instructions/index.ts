export { analyseInstructions } from './analyse-instructions.ts';
export {
  type InstructionsOptions,
  orderVersions,
  type ReadingVersions,
} from './instructions-options.ts';
