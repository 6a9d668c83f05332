import type { Instructions, LabelInstruction } from '@equipoise/domain';
import { type DiffPart, diffTexts } from './text-diff.ts';

/** What changed in the instructions of one label, or in general. */
export interface InstructionChange {
  /** Null: the text for all. */
  readonly questionId: string | null;
  readonly label: string | null;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly text: readonly DiffPart[];
  /** Example pictures before and after; equal where they stayed as they are. */
  readonly examplesBefore: number;
  readonly examplesAfter: number;
  readonly hasOtherExamples: boolean;
}

const keyOf = ({ questionId, label }: LabelInstruction): string =>
  JSON.stringify([questionId, label]);

/**
 * What changed between two versions of the instructions.
 *
 * @param before the version before
 * @param after the version after
 * @returns in the order of the newer one, what went last; empty when nothing changed
 */
export function compareInstructions(
  before: Instructions,
  after: Instructions,
): InstructionChange[] {
  const changes: InstructionChange[] = [];
  const none = { examplesBefore: 0, examplesAfter: 0, hasOtherExamples: false };
  if (before.text !== after.text) {
    const text = diffTexts(before.text, after.text);
    changes.push({ questionId: null, label: null, kind: 'changed', text, ...none });
  }
  const earlier = new Map(before.labels.map((one) => [keyOf(one), one]));
  for (const one of after.labels) {
    const old = earlier.get(keyOf(one));
    earlier.delete(keyOf(one));
    const hasOtherExamples = JSON.stringify(old?.examples ?? []) !== JSON.stringify(one.examples);
    if (old !== undefined && old.text === one.text && !hasOtherExamples) continue;
    changes.push({
      questionId: one.questionId,
      label: one.label,
      kind: old === undefined ? 'added' : 'changed',
      text: diffTexts(old?.text ?? '', one.text),
      examplesBefore: old?.examples.length ?? 0,
      examplesAfter: one.examples.length,
      hasOtherExamples,
    });
  }
  for (const gone of earlier.values()) {
    changes.push({
      questionId: gone.questionId,
      label: gone.label,
      kind: 'removed',
      text: diffTexts(gone.text, ''),
      examplesBefore: gone.examples.length,
      examplesAfter: 0,
      hasOtherExamples: gone.examples.length > 0,
    });
  }
  return changes;
}
