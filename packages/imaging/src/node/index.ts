export {
  canonicalDicom,
  type FrameSink,
  type ImageDraft,
} from './canonical-image.ts';
export { type FrameSource, openFrames, readableTransferSyntaxes } from './decode-frame.ts';
export { formatOf, type InputFormat } from './ingest/format.ts';
export * from './ingest/ingest-files.ts';
export type { TaskLimits } from './ingest/reading-process.ts';
export * from './ingest/thumbnailer.ts';
export * from './mask-file.ts';
export * from './nifti-file.ts';
export * from './png-file.ts';
export * from './pseudonyms.ts';
export * from './zip.ts';
