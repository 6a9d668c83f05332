import type { Drawing, Kit } from './kit.ts';

/** A chart before it is drawn. */
export interface ChartDraft {
  /** What it belongs to: the id of an evidence, or a name such as `flow`. */
  readonly key: string;
  readonly task: string;
  readonly model: string;
  readonly attribute: string | null;
  /** Short name for files, e.g. `roc` or `gap-sensitivity`. */
  readonly kind: string;
  /** Heading inside the picture. */
  readonly heading: string;
  /** Second line inside the picture. */
  readonly subheading: string | null;
  /** One sentence for those who cannot see it, and the caption under it. */
  readonly caption: string;
  readonly draw: (kit: Kit) => Drawing | null;
}
