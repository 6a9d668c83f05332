import { z } from 'zod';
import { count, finite, hashText, idText } from './primitives.ts';

/** A named grey window. */
export interface WindowPreset {
  readonly name: string;
  /** In units of the rescaled value. */
  readonly centre: number;
  /** Above 0, in units of the rescaled value. */
  readonly width: number;
}

/** The header of an image in the canonical form that every reader is served. */
export interface ImageRecord {
  readonly imageId: string;
  readonly kind: 'grey' | 'rgb';
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  readonly frameCount: number;
  readonly bits: 8 | 16;
  readonly signed: boolean;
  /** Value = slope × stored + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** `HU`, `raw` or the unit of the source. */
  readonly unit: string;
  /** Distance of rows, distance of columns. */
  readonly spacingMm: readonly [number, number] | null;
  readonly sliceSpacingMm: number | null;
  /** Direction cosines of a row and of a column. */
  readonly orientation: readonly [number, number, number, number, number, number] | null;
  /** Position of the first pixel of each frame, mm. */
  readonly positions: readonly (readonly [number, number, number])[] | null;
  readonly presets: readonly WindowPreset[];
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB';
  /** SHA-256 of all decoded little-endian pixel bytes in frame order. */
  readonly pixelHash: string;
  readonly lossySource: boolean;
  readonly source: { readonly format: string; readonly transferSyntax: string | null };
}

const side = z.int().min(1).max(1_000_000);
const positiveMm = z.number().positive();

/** Schema of {@link ImageRecord}. */
export const imageRecordSchema: z.ZodType<ImageRecord> = z.strictObject({
  imageId: idText,
  kind: z.enum(['grey', 'rgb']),
  width: side,
  height: side,
  frameCount: side,
  bits: z.union([z.literal(8), z.literal(16)]),
  signed: z.boolean(),
  slope: finite,
  intercept: finite,
  unit: z.string().max(64),
  spacingMm: z.tuple([positiveMm, positiveMm]).nullable(),
  sliceSpacingMm: positiveMm.nullable(),
  orientation: z.tuple([finite, finite, finite, finite, finite, finite]).nullable(),
  positions: z.array(z.tuple([finite, finite, finite])).nullable(),
  presets: z.array(z.strictObject({ name: idText, centre: finite, width: z.number().positive() })),
  photometric: z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']),
  pixelHash: hashText,
  lossySource: z.boolean(),
  source: z.strictObject({
    format: idText,
    transferSyntax: z.string().max(128).nullable().default(null),
  }),
});

/** Link from a case to another image of the same patient. */
export interface RelatedCase {
  readonly caseId: string;
  readonly relation: 'prior' | 'contralateral' | 'other-view';
}

/** Schema of {@link RelatedCase}. */
export const relatedCaseSchema: z.ZodType<RelatedCase> = z.strictObject({
  caseId: idText,
  relation: z.enum(['prior', 'contralateral', 'other-view']),
});

/** A case as the server keeps it: which images, of which pseudonymous patient. */
export interface CaseRecord {
  readonly caseId: string;
  /** Pseudonym; null where none is known, then the case stands for itself. */
  readonly patientId: string | null;
  readonly imageIds: readonly string[];
  readonly related: readonly RelatedCase[];
  /** Attributes as recorded, for gallery and groups. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** Frames and images in all; what coverage is counted against. */
  readonly frameCount: number;
}

/** Schema of {@link CaseRecord}. */
export const caseRecordSchema: z.ZodType<CaseRecord> = z.strictObject({
  caseId: idText,
  patientId: idText.nullable().default(null),
  imageIds: z.array(idText).max(10_000),
  related: z.array(relatedCaseSchema).max(100).default([]),
  attributes: z
    .array(z.strictObject({ name: idText, value: z.string().max(2000) }))
    .max(200)
    .default([]),
  frameCount: count,
});
