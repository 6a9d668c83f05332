import { type StudyProtocol, studyProtocolSchema } from '@equipoise/domain';

/** A draft that was not stored yet, kept in the tab so that a reload does not lose it. */
export interface KeptDraft {
  /** The stored version that it was made from; 0 before the first. */
  readonly base: number;
  readonly draft: StudyProtocol;
}

const keyOf = (studyId: string): string => `equipoise protocol ${studyId}`;

/** Keeps a draft; null forgets it. */
export function keepDraft(studyId: string, kept: KeptDraft | null): void {
  try {
    if (kept === null) sessionStorage.removeItem(keyOf(studyId));
    else sessionStorage.setItem(keyOf(studyId), JSON.stringify(kept));
  } catch {
    // A full or forbidden storage: what is on the page stays there.
  }
}

/** The draft that was kept; null for none, or for one that cannot be read. */
export function keptDraft(studyId: string): KeptDraft | null {
  try {
    const text = sessionStorage.getItem(keyOf(studyId));
    if (text === null) return null;
    const kept = JSON.parse(text) as { base?: unknown; draft?: unknown }; // checked below
    if (typeof kept.base !== 'number' || typeof kept.draft !== 'object' || kept.draft === null) {
      return null;
    }
    const parsed = studyProtocolSchema.safeParse(kept.draft);
    return parsed.success ? { base: kept.base, draft: parsed.data } : null;
  } catch {
    return null;
  }
}
