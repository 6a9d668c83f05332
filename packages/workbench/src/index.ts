export { type AuditResult, auditStudy, defaultWorkers } from './audit/audit-study.ts';
export { checkOutputFolder, type OutputFiles, replaceFolder } from './audit/output-folder.ts';
export { type RunAuditOptions, type RunAuditResult, runAudit } from './audit/run-audit.ts';
export type { RunOptions } from './audit/run-options.ts';
export { equipoiseVersion } from './audit/version.ts';
export {
  outputFiles,
  provenanceJson,
  type RunClock,
  shareSafe,
  writeOutput,
} from './audit/write-output.ts';
export { type WorkbenchErrorCode, workbenchErrors, workbenchExitCodes } from './errors.ts';
export { type Inspection, inspectFile } from './inspect/inspect-file.ts';
export { type DatasetEntry, listDatasets } from './inspect/list-datasets.ts';
export { addPlantedAndFound } from './phantom/planted-and-found.ts';
export { type DemoOptions, demoProtocol, runDemo } from './phantom/run-demo.ts';
export { flawKinds, parseFlaws, writePhantom } from './phantom/write-phantom.ts';
export { defaultMetrics, metricId } from './protocol/metric-ids.ts';
export { nearNames } from './protocol/near-names.ts';
export { parseMargins } from './protocol/parse-margins.ts';
export { parseNumber } from './protocol/parse-number.ts';
export {
  checkProtocolPath,
  protocolToYaml,
  readProtocolFile,
  readYaml,
  saveProtocol,
} from './protocol/protocol-file.ts';
export { mergeProtocols, protocolDefaults, resolveProtocol } from './protocol/resolve-protocol.ts';
export type { ResolvedProtocol } from './protocol/resolved-protocol.ts';
export type { AgreementProtocol } from './readers/agreement-protocol.ts';
export type { ConsensusProtocol } from './readers/consensus-protocol.ts';
export type { InstructionsProtocol } from './readers/instructions-protocol.ts';
export type { LabelErrorsProtocol } from './readers/label-errors-protocol.ts';
export type { ReaderStudyProtocol } from './readers/reader-study-protocol.ts';
export type { ReadersProtocol } from './readers/readers-protocol.ts';
export { runAgreement } from './readers/run-agreement.ts';
export { runConsensus } from './readers/run-consensus.ts';
export { runInstructions } from './readers/run-instructions.ts';
export { runLabelErrors } from './readers/run-label-errors.ts';
export { runReaderStudy } from './readers/run-reader-study.ts';
export type { RunReadersOptions, RunReadersResult } from './readers/run-readers.ts';
export * from './room/index.ts';
export {
  readSelfProof,
  type StoredSelfProof,
  selfProofPath,
  statisticsHash,
} from './self-proof/read-self-proof.ts';
export { hashStatistics } from './self-proof/statistics-hash.ts';
export { buildStudy } from './study/build-study.ts';
export type { InputFile, StudyBuild } from './study/study-build.ts';
export { isUnexpected, type VerifyOptions, verifyStatistics } from './verify/verify-statistics.ts';
