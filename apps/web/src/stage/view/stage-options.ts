import type { EventPayloads, HangingProtocol } from '@equipoise/domain';
import type { SegmentNames } from '../core/answer-shapes.ts';
import type { HungImage } from '../core/hanging.ts';
import type { ImageInfo } from '../core/image-info.ts';
import type { JournalEntry } from '../core/journal.ts';
import type { Command, KeyMap } from '../core/key-map.ts';
import type { StageWords } from '../core/words.ts';
import type { FrameStore } from './frame-store.ts';

/** A segment that can be painted: the mask of one label of one question. */
export interface StageSegment extends SegmentNames {
  /** Name shown to the reader. */
  readonly name: string;
}

/** The label that new shapes get. */
export interface StageLabel {
  readonly questionId: string;
  readonly label: string;
}

/** Kinds of reader's events that the stage itself notices. */
export type StageEventKind =
  | 'first-action'
  | 'zoom'
  | 'pan'
  | 'window'
  | 'slice'
  | 'tool'
  | 'stroke'
  | 'shape'
  | 'remove-shape'
  | 'hide'
  | 'show'
  | 'active'
  | 'coverage';

/** A reader's event with its time. */
export type StageEvent = {
  readonly [K in StageEventKind]: {
    readonly kind: K;
    readonly payload: EventPayloads[K];
    readonly atMs: number;
  };
}[StageEventKind];

/** What a stage is made of. */
export interface StageOptions {
  /** Filled by the stage. */
  readonly root: HTMLElement;
  /** Images of the case with their part in it. */
  readonly images: readonly HungImage[];
  /** Frames of an image. */
  readonly framesOf: (image: ImageInfo) => FrameStore;
  readonly hanging: HangingProtocol;
  readonly segments: readonly StageSegment[];
  /** Labels in the order of their colours. */
  readonly labels: readonly StageLabel[];
  /** The time in milliseconds. */
  readonly now: () => number;
  /** Makes ids of shapes. */
  readonly newId: () => string;
  readonly keyMap?: KeyMap;
  readonly words?: StageWords;
  /** A reader's event happened. */
  readonly onEvent?: (event: StageEvent) => void;
  /** Entries to store; at the latest `journalMs` after the first of them happened. */
  readonly onJournal?: (entries: readonly JournalEntry[]) => void;
  /** A command that the form carries out; answers whether it did, and then the key does nothing else. */
  readonly onCommand?: (command: Command) => boolean;
  /** Tool, segment, window or another setting changed. */
  readonly onChange?: () => void;
  /** How long a change may wait before it is handed over, default 400 ms. */
  readonly journalMs?: number;
  /** Nothing can be drawn: for looking at answers. */
  readonly isReadOnly?: boolean;
}
