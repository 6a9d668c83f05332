/** The kinds of shape. */
export const shapeKinds = ['box', 'polygon', 'point', 'line', 'mask'] as const;

/** One of {@link shapeKinds}. */
export type ShapeKind = (typeof shapeKinds)[number];
