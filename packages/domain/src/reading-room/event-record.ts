import { z } from 'zod';
import { type Answer, answerSchema } from './answer.ts';
import { count, finite, freeText, hashText, idText, instantText } from './primitives.ts';
import { type Shape, shapeSchema } from './shape.ts';

/** What a reader's event says beside its kind. */
export interface EventPayloads {
  /** The case came on the screen. */
  readonly open: {
    readonly zoneOffsetMinutes: number;
    readonly instructionsVersion: string;
    readonly screen: { readonly width: number; readonly height: number; readonly scale: number };
  };
  /** The first thing the reader did: a key, the wheel, a pointer. */
  readonly 'first-action': { readonly input: 'key' | 'pointer' | 'wheel' | 'touch' | 'pen' };
  readonly zoom: { readonly viewport: string; readonly scale: number };
  readonly pan: { readonly viewport: string; readonly x: number; readonly y: number };
  readonly window: {
    readonly viewport: string;
    readonly imageId: string;
    readonly centre: number;
    readonly width: number;
    readonly isInverted: boolean;
    /** Name of the preset; null when dragged. */
    readonly preset: string | null;
  };
  readonly slice: { readonly viewport: string; readonly imageId: string; readonly frame: number };
  /** A tool was taken up. */
  readonly tool: { readonly tool: string };
  /** Pixels of a mask switched on and off: start and length of runs in the frame, row by row. Undo is a stroke too. */
  readonly stroke: {
    readonly questionId: string;
    readonly shapeId: string;
    readonly label: string;
    readonly imageId: string;
    readonly frame: number;
    readonly width: number;
    readonly height: number;
    readonly on: readonly number[];
    readonly off: readonly number[];
    /** What the step is called, such as `brush` or `undo brush`. */
    readonly step: string;
  };
  /** A shape was drawn or changed; the last of its id counts. */
  readonly shape: { readonly questionId: string; readonly shape: Shape; readonly step: string };
  readonly 'remove-shape': {
    readonly questionId: string;
    readonly shapeId: string;
    readonly step: string;
  };
  /** An answer as it stands now. Shapes live in strokes and shapes: an answer that holds them states its confidence. */
  readonly answer: { readonly answer: Answer };
  readonly 'clear-answer': { readonly questionId: string };
  /** Confidence in shapes, which come by strokes. */
  readonly confidence: { readonly questionId: string; readonly confidence: number | null };
  /** Model output came on the screen. */
  readonly 'model-shown': { readonly model: string };
  /** Answers as they stood before the model was shown. */
  readonly 'first-submit': { readonly answersHash: string };
  readonly submit: { readonly answersHash: string };
  /** The tab was hidden, or the screen locked. */
  readonly hide: Record<string, never>;
  readonly show: Record<string, never>;
  /** Sign of life between other events: pointer moves, keys that do nothing. */
  readonly active: Record<string, never>;
  /** A question to the study lead; others do not see it. */
  readonly flag: { readonly text: string };
  readonly instructions: { readonly questionId: string | null; readonly label: string | null };
  /** Slices and tiles of the screen that were seen. */
  readonly coverage: {
    readonly imageId: string;
    readonly frames: readonly number[];
    readonly tilesSeen: number;
    readonly tileCount: number;
  };
  readonly 'break-prompt': { readonly isTaken: boolean };
  /** Work was picked up from the autosave. */
  readonly resume: { readonly from: 'this-device' | 'server' };
}

/** The kinds of event. */
export type EventKind = keyof EventPayloads;

/** One event of a reader at work on one task. */
export type EventRecord = {
  readonly [K in EventKind]: {
    readonly eventId: string;
    readonly studyId: string;
    readonly taskId: string;
    readonly readerId: string;
    /** One tab of one device; events of a session are numbered from 0. */
    readonly sessionId: string;
    readonly sequence: number;
    readonly at: string;
    readonly kind: K;
    readonly payload: EventPayloads[K];
  };
}[EventKind];

const runs = z.array(count).max(1_000_000);
const empty = z.strictObject({});
const view = { viewport: idText };

const payloads = {
  open: z.strictObject({
    zoneOffsetMinutes: z.int().min(-900).max(900),
    instructionsVersion: z.string().max(64),
    screen: z.strictObject({ width: count, height: count, scale: z.number().positive() }),
  }),
  'first-action': z.strictObject({ input: z.enum(['key', 'pointer', 'wheel', 'touch', 'pen']) }),
  zoom: z.strictObject({ ...view, scale: z.number().positive() }),
  pan: z.strictObject({ ...view, x: finite, y: finite }),
  window: z.strictObject({
    ...view,
    imageId: idText,
    centre: finite,
    width: finite,
    isInverted: z.boolean(),
    preset: idText.nullable(),
  }),
  slice: z.strictObject({ ...view, imageId: idText, frame: count }),
  tool: z.strictObject({ tool: idText }),
  stroke: z.strictObject({
    questionId: idText,
    shapeId: idText,
    label: idText,
    imageId: idText,
    frame: count,
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
    on: runs,
    off: runs,
    step: idText,
  }),
  shape: z.strictObject({ questionId: idText, shape: shapeSchema, step: idText }),
  'remove-shape': z.strictObject({ questionId: idText, shapeId: idText, step: idText }),
  answer: z.strictObject({ answer: answerSchema }),
  'clear-answer': z.strictObject({ questionId: idText }),
  confidence: z.strictObject({
    questionId: idText,
    confidence: z.number().min(0).max(100).nullable(),
  }),
  'model-shown': z.strictObject({ model: z.string().max(200) }),
  'first-submit': z.strictObject({ answersHash: hashText }),
  submit: z.strictObject({ answersHash: hashText }),
  hide: empty,
  show: empty,
  active: empty,
  flag: z.strictObject({ text: freeText }),
  instructions: z.strictObject({ questionId: idText.nullable(), label: idText.nullable() }),
  coverage: z.strictObject({
    imageId: idText,
    frames: z.array(count).max(100_000),
    tilesSeen: count,
    tileCount: count,
  }),
  'break-prompt': z.strictObject({ isTaken: z.boolean() }),
  resume: z.strictObject({ from: z.enum(['this-device', 'server']) }),
} as const;

/** The kinds of event, in the order in which they are documented. */
// The keys of the table are the kinds: the mapped type below would not compile otherwise.
export const eventKinds: readonly EventKind[] = Object.keys(payloads) as EventKind[];

const head = {
  eventId: idText,
  studyId: idText,
  taskId: idText,
  readerId: idText,
  sessionId: idText,
  sequence: count,
  at: instantText,
};

function event<K extends EventKind>(kind: K) {
  return z.strictObject({ ...head, kind: z.literal(kind), payload: payloads[kind] });
}

/** Schema of {@link EventRecord}. */
export const eventRecordSchema: z.ZodType<EventRecord> = z.discriminatedUnion('kind', [
  event('open'),
  event('first-action'),
  event('zoom'),
  event('pan'),
  event('window'),
  event('slice'),
  event('tool'),
  event('stroke'),
  event('shape'),
  event('remove-shape'),
  event('answer'),
  event('clear-answer'),
  event('confidence'),
  event('model-shown'),
  event('first-submit'),
  event('submit'),
  event('hide'),
  event('show'),
  event('active'),
  event('flag'),
  event('instructions'),
  event('coverage'),
  event('break-prompt'),
  event('resume'),
]);
