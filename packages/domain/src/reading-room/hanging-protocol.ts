import { z } from 'zod';
import { count, idText } from './primitives.ts';

/** What linked viewports share. */
export const linkKinds = ['slice', 'zoom', 'window', 'crosshair'] as const;

/** One of {@link linkKinds}. */
export type LinkKind = (typeof linkKinds)[number];

/** One place on the screen and what it shows. */
export interface HangingViewport {
  readonly id: string;
  /** Place on the grid, 0-based. */
  readonly column: number;
  readonly row: number;
  readonly columnSpan: number;
  readonly rowSpan: number;
  /** Which images: those of the case, or of a related one. */
  readonly source: 'current' | 'prior' | 'contralateral' | 'other-view';
  /** Which of these images, 0-based. */
  readonly image: number;
  readonly plane: 'stack' | 'axial' | 'coronal' | 'sagittal';
  /** Name of a window preset; null: the first. */
  readonly preset: string | null;
  readonly isFlipped: boolean;
  /** Viewports of the same group move together. */
  readonly link: { readonly group: string; readonly what: readonly LinkKind[] } | null;
  readonly overlay: 'own' | 'model' | 'none';
}

/** How images hang, as data: a grid of viewports. */
export interface HangingProtocol {
  readonly columns: number;
  readonly rows: number;
  readonly viewports: readonly HangingViewport[];
}

/** Schema of {@link HangingProtocol}. */
export const hangingProtocolSchema: z.ZodType<HangingProtocol> = z.strictObject({
  columns: z.int().min(1).max(8),
  rows: z.int().min(1).max(8),
  viewports: z
    .array(
      z.strictObject({
        id: idText,
        column: count.default(0),
        row: count.default(0),
        columnSpan: z.int().min(1).default(1),
        rowSpan: z.int().min(1).default(1),
        source: z.enum(['current', 'prior', 'contralateral', 'other-view']).default('current'),
        image: count.default(0),
        plane: z.enum(['stack', 'axial', 'coronal', 'sagittal']).default('stack'),
        preset: idText.nullable().default(null),
        isFlipped: z.boolean().default(false),
        link: z
          .strictObject({ group: idText, what: z.array(z.enum(linkKinds)).min(1) })
          .nullable()
          .default(null),
        overlay: z.enum(['own', 'model', 'none']).default('own'),
      }),
    )
    .min(1)
    .max(64),
});

/** JSON Schema of a hanging protocol as a file, for publication. */
export function hangingJsonSchema(): unknown {
  return z.toJSONSchema(hangingProtocolSchema, { io: 'input' });
}

/** One viewport over the whole screen. */
export const singleViewport: HangingProtocol = {
  columns: 1,
  rows: 1,
  viewports: [
    {
      id: 'main',
      column: 0,
      row: 0,
      columnSpan: 1,
      rowSpan: 1,
      source: 'current',
      image: 0,
      plane: 'stack',
      preset: null,
      isFlipped: false,
      link: null,
      overlay: 'own',
    },
  ],
};
