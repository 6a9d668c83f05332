import { z } from 'zod';
import {
  type HangingProtocol,
  type HangingViewport,
  hangingProtocolSchema,
  singleViewport,
} from './hanging-protocol.ts';

/** Named viewports as Grand Challenge writes them; what has no place here may stand in the file. */
const namedViewports = () =>
  z
    .array(
      z.object({
        viewport_name: z.string().min(1).max(200),
        specialized_view: z.string().optional(),
        x: z.int().min(0).optional(),
        y: z.int().min(0).optional(),
        w: z.int().min(1).optional(),
        h: z.int().min(1).optional(),
        order: z.int().optional(),
        linkable: z.boolean().optional(),
        orientation: z.enum(['axial', 'coronal', 'sagittal']).optional(),
        parent_id: z.string().optional(),
      }),
    )
    .min(1)
    .max(64);

type Named = z.infer<ReturnType<typeof namedViewports>>[number];

/** What a file of a hanging protocol holds. */
export type HangingFile =
  | {
      readonly kind: 'read';
      readonly hanging: HangingProtocol;
      readonly leftOut: readonly string[];
    }
  /** Places in the file, each with what is wrong; none where it is no JSON at all. */
  | { readonly kind: 'refused'; readonly places: readonly string[] };

/**
 * Reads a hanging protocol: one of this house, or a list of named viewports as Grand Challenge keeps it.
 *
 * @param text the file
 */
export function readHangingFile(text: string): HangingFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { kind: 'refused', places: [] };
  }
  const parsed = Array.isArray(document)
    ? namedViewports().transform(fromNamed).safeParse(document)
    : hangingProtocolSchema
        .transform((hanging) => ({ hanging, leftOut: [] as readonly string[] }))
        .safeParse(document);
  if (!parsed.success) {
    return {
      kind: 'refused',
      places: parsed.error.issues.map(({ path, message }) => `${path.join(' › ')}: ${message}`),
    };
  }
  // What was laid out from names is held to the same bounds.
  const checked = hangingProtocolSchema.safeParse(parsed.data.hanging);
  if (!checked.success) {
    return {
      kind: 'refused',
      places: checked.error.issues.map(({ path, message }) => `${path.join(' › ')}: ${message}`),
    };
  }
  return { kind: 'read', hanging: checked.data, leftOut: parsed.data.leftOut };
}

function fromNamed(list: readonly Named[]): {
  readonly hanging: HangingProtocol;
  readonly leftOut: readonly string[];
} {
  // Maps and side views of another viewport are no images of their own.
  const leftOut = list.filter((one) => one.specialized_view !== undefined);
  const shown = list
    .filter((one) => one.specialized_view === undefined)
    .map((one, at) => ({ one, at }))
    .sort((a, b) => (a.one.order ?? a.at) - (b.one.order ?? b.at))
    .map(({ one }) => one);
  const isLaidOut = shown.every(({ x, y }) => x !== undefined && y !== undefined);
  const images = imagesOf(shown);
  const hasPlanes = shown.some(({ orientation }) => orientation !== undefined);
  const viewports = shown.map((one, at): HangingViewport => {
    const isLinked = one.linkable !== false && shown.length > 1;
    const link = !isLinked
      ? null
      : hasPlanes
        ? ({ group: 'planes', what: ['window', 'zoom', 'crosshair'] } as const)
        : ({ group: 'all', what: ['slice', 'zoom', 'window'] } as const);
    return {
      ...(singleViewport.viewports[0] as HangingViewport), // it has one
      id: one.viewport_name,
      column: isLaidOut ? (one.x ?? 0) : at,
      row: isLaidOut ? (one.y ?? 0) : 0,
      columnSpan: isLaidOut ? (one.w ?? 1) : 1,
      rowSpan: isLaidOut ? (one.h ?? 1) : 1,
      image: images.get(one.viewport_name) ?? 0,
      plane: one.orientation ?? 'stack',
      link,
    };
  });
  return {
    hanging: {
      columns: Math.max(...viewports.map(({ column, columnSpan }) => column + columnSpan), 1),
      rows: Math.max(...viewports.map(({ row, rowSpan }) => row + rowSpan), 1),
      viewports,
    },
    leftOut: leftOut.map((one) => one.viewport_name),
  };
}

/** Planes of a volume and viewports with a parent share an image; every other name stands for the next one. */
function imagesOf(shown: readonly Named[]): ReadonlyMap<string, number> {
  const images = new Map<string, number>();
  let next = 0;
  for (const { viewport_name: name, orientation, parent_id: parent } of shown) {
    const isOfFirst = orientation !== undefined && images.size > 0;
    const shared = parent === undefined ? (isOfFirst ? 0 : undefined) : images.get(parent);
    images.set(name, shared ?? next);
    if (shared === undefined) next += 1;
  }
  return images;
}
