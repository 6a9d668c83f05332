export type { AgreementOptions, MaskSource } from './agreement-options.ts';
export { analyseAgreement } from './analyse-agreement.ts';
export { oneClassAgainstRest } from './one-against-rest.ts';
export { whyNoReaders } from './running-numbers.ts';
