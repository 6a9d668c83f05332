export { checkOptions, createServer, type RunningServer } from './create-server.ts';
export { type ServerErrorCode, serverErrors } from './errors.ts';
export {
  defaultLimits,
  type OidcOptions,
  type ServerLimits,
  type ServerOptions,
  type TlsOptions,
} from './options.ts';
export type { DicomExport, DicomExportRequest, ExportFile } from './ports/dicom-export.ts';
export type { Ingest, IngestedImage, IngestFile, IngestOutcome } from './ports/ingest.ts';
export type {
  ReadingsChoice,
  RoomAnalysis,
  RoomStatistics,
  RoomTable,
} from './ports/room-statistics.ts';
export { realWorld } from './real-world.ts';
