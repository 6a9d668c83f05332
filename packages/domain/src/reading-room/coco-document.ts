import { z } from 'zod';

/** An object of a COCO document. */
export interface CocoObject {
  readonly image_id: number | string;
  readonly category_id: number | string;
  /** Left, top, width, height in pixels. */
  readonly bbox?: readonly number[] | undefined;
  /** Rings of x, y, x, y …; or run lengths, column by column, as counts or packed. */
  readonly segmentation?:
    | readonly (readonly number[])[]
    | {
        readonly size: readonly [number, number];
        readonly counts: readonly number[] | string;
      }
    | undefined;
  /** x, y, visibility, x, y, visibility … */
  readonly keypoints?: readonly number[] | undefined;
}

/** What is read of a COCO document; our own exports also say case, frame and hash of the pixels. */
export interface CocoDocument {
  readonly images: readonly {
    readonly id: number | string;
    readonly file_name: string;
    readonly pixel_hash?: string | undefined;
    readonly case?: string | undefined;
    readonly frame?: number | undefined;
  }[];
  readonly categories: readonly { readonly id: number | string; readonly name: string }[];
  readonly annotations: readonly CocoObject[];
}

const numbers = z.array(z.number());
const key = z.union([z.number(), z.string()]);

/** Schema of {@link CocoDocument}; what it does not name is left aside. */
export const cocoDocumentSchema: z.ZodType<CocoDocument> = z.object({
  images: z.array(
    z.object({
      id: key,
      file_name: z.string().default(''),
      pixel_hash: z.string().optional(),
      case: z.string().optional(),
      frame: z.int().min(0).optional(),
    }),
  ),
  categories: z.array(z.object({ id: key, name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: key,
      category_id: key,
      bbox: numbers.optional(),
      segmentation: z
        .union([
          z.array(numbers),
          z.object({
            size: z.tuple([z.int(), z.int()]),
            counts: z.union([z.array(z.int().min(0)), z.string()]),
          }),
        ])
        .optional(),
      keypoints: numbers.optional(),
    }),
  ),
});
