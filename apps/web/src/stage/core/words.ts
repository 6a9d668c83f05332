import type { Step, StepName } from './history.ts';
import type { Measured } from './measure.ts';
import type { ToolKind } from './tool.ts';

/** Every string the stage shows or says aloud. */
export interface StageWords {
  readonly stage: string;
  readonly viewport: (name: string) => string;
  readonly steps: Readonly<Record<StepName, string>>;
  readonly tools: Readonly<Record<ToolKind, string>>;
  readonly undone: (step: string) => string;
  readonly redone: (step: string) => string;
  readonly nothingToUndo: string;
  readonly nothingToRedo: string;
  readonly slice: (number: number, count: number) => string;
  readonly window: (centre: number, width: number) => string;
  readonly preset: (name: string) => string;
  readonly segment: (number: number, name: string) => string;
  readonly brush: (radius: number) => string;
  readonly ball: (isOn: boolean) => string;
  readonly threshold: (low: number | null, high: number | null) => string;
  readonly cursor: (isOn: boolean) => string;
  readonly place: (x: number, y: number) => string;
  readonly penDown: string;
  readonly penUp: string;
  readonly noGap: string;
  readonly loading: string;
  readonly failed: string;
  readonly notFetched: string;
  readonly noImage: string;
  readonly inverted: (isOn: boolean) => string;
  readonly hidden: (isOn: boolean) => string;
}

/** The words in English. */
export const englishWords: StageWords = {
  stage: 'Image stage. Press k to draw with the arrow keys.',
  viewport: (name) => `Viewport ${name}`,
  steps: {
    brush: 'Brush stroke',
    erase: 'Eraser stroke',
    'threshold-brush': 'Threshold brush stroke',
    'flood-fill': 'Fill by grey value',
    'fill-hole': 'Fill of a hole',
    'fill-polygon': 'Filled outline',
    'box-mask': 'Mask proposed in a box',
    interpolate: 'Slices filled between',
    'clear-segment': 'Segment cleared',
    'add-shape': 'New shape',
    'change-shape': 'Changed shape',
    'remove-shape': 'Removed shape',
  },
  tools: {
    window: 'Window',
    pan: 'Pan',
    select: 'Select',
    brush: 'Brush',
    erase: 'Eraser',
    fill: 'Fill',
    'box-mask': 'Box to mask',
    box: 'Box',
    ellipse: 'Ellipse',
    polygon: 'Polygon',
    spline: 'Spline',
    point: 'Point',
    line: 'Length',
    angle: 'Angle',
  },
  undone: (step) => `Undone: ${step}`,
  redone: (step) => `Redone: ${step}`,
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  slice: (number, count) => `Slice ${number} of ${count}`,
  window: (centre, width) => `C ${centre} W ${width}`,
  preset: (name) => `Window ${name}`,
  segment: (number, name) => `Segment ${number}${name ? `, ${name}` : ''}`,
  brush: (radius) => `Brush radius ${radius} pixels`,
  ball: (isOn) => (isOn ? 'Brush paints through slices' : 'Brush paints one slice'),
  threshold: (low, high) =>
    low === null ? 'Threshold off' : `Paints values from ${low} to ${high}`,
  cursor: (isOn) =>
    isOn ? 'Arrow keys move the cursor, Enter draws' : 'Arrow keys change the slice',
  place: (x, y) => `Column ${x}, row ${y}`,
  penDown: 'Drawing',
  penUp: 'Not drawing',
  noGap: 'No gap between painted slices',
  loading: 'Loading …',
  failed: 'This image could not be loaded.',
  notFetched: 'This tool could not be loaded.',
  noImage: 'No image',
  inverted: (isOn) => (isOn ? 'Inverted' : 'Not inverted'),
  hidden: (isOn) => (isOn ? 'Overlays hidden' : 'Overlays shown'),
};

/**
 * Caption of a step, such as `Brush stroke, segment 2, slice 14`.
 *
 * @param step a step
 * @param words the catalogue
 */
export function stepCaption(step: Step, words: StageWords): string {
  const parts = [words.steps[step.name]];
  if (step.shapeKind) parts.push(words.tools[step.shapeKind].toLowerCase());
  if (step.segment !== null) parts.push(words.segment(step.segment, '').toLowerCase());
  return parts.join(', ');
}

/**
 * A measured value as shown beside its shape; empty when there is none.
 *
 * @param measured the value
 */
export function measureText(measured: Measured): string {
  if (measured.value === null) return '';
  const { value, unit } = measured;
  return unit === '°' ? `${value.toFixed(1)}°` : `${value.toFixed(1)} ${unit}`;
}
