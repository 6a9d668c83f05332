import { problemOf } from '@equipoise/api';
import { canonicalJson, type StudyProtocol, studyProtocolSchema } from '@equipoise/domain';
import { useEffect, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { type KeptDraft, keepDraft, keptDraft } from './kept-draft.ts';

/** A stored version. */
export interface StoredProtocol {
  readonly version: number;
  readonly document: StudyProtocol;
}

/** The draft at work: what it is, whether it differs from what is stored, and how it is stored. */
export interface DraftWork {
  readonly draft: StudyProtocol;
  readonly change: (next: (draft: StudyProtocol) => StudyProtocol) => void;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly phase: 'idle' | 'amending';
  readonly conflict: StoredProtocol | null;
  readonly kept: KeptDraft | null;
  readonly save: () => void;
  readonly amend: (why: string) => void;
  readonly cancel: () => void;
  readonly drop: () => void;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
  readonly takeUp: () => void;
  readonly forget: () => void;
}

/** The version that a conflict says is stored; null when it cannot be read. */
function storedOf(error: unknown): StoredProtocol | null {
  const problem = problemOf(error);
  if (problem?.code !== 'room/conflict') return null;
  const { version, document } = Object(problem.stored);
  const parsed = studyProtocolSchema.safeParse(document);
  return typeof version === 'number' && parsed.success ? { version, document: parsed.data } : null;
}

/** The draft of the page. */
export function useDraft(from: {
  readonly studyId: string;
  readonly stored: StoredProtocol | null;
  readonly begun: StudyProtocol | null;
  readonly isLocked: boolean;
}): DraftWork {
  const { studyId, stored, begun, isLocked } = from;
  const [base, setBase] = useState<StoredProtocol | null>(stored);
  const [draft, setDraft] = useState<StudyProtocol>(() => {
    const first = stored?.document ?? begun;
    if (first === null) throw new Error('a protocol form was opened without a protocol');
    return first;
  });
  const [phase, setPhase] = useState<DraftWork['phase']>('idle');
  const [conflict, setConflict] = useState<StoredProtocol | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const [kept, setKept] = useState<KeptDraft | null>(() => {
    const found = keptDraft(studyId);
    if (found === null || stored === null) return null;
    return canonicalJson(found.draft) === canonicalJson(stored.document) ? null : found;
  });
  const put = useChange('saveProtocol', ['protocol', 'protocolVersions', 'study']);
  const isChanged = base === null || draft !== base.document;

  // Somebody else's version is taken over while nothing was changed here.
  useEffect(() => {
    if (stored === null || stored.version === base?.version || isChanged) return;
    setBase(stored);
    setDraft(stored.document);
  }, [stored, base, isChanged]);
  useEffect(() => {
    if (!isChanged || kept !== null) return;
    const timer = setTimeout(() => keepDraft(studyId, { base: base?.version ?? 0, draft }), 500);
    return () => clearTimeout(timer);
  }, [studyId, draft, base, isChanged, kept]);

  const send = (expectedVersion: number, reason: string | null): void => {
    setWhy(reason);
    put.mutate(
      {
        params: { studyId },
        body: { expectedVersion, document: draft, ...(reason === null ? {} : { why: reason }) },
      },
      {
        onSuccess: (row) => {
          const document = studyProtocolSchema.parse(row.document);
          setBase({ version: row.version, document });
          setDraft(document);
          setPhase('idle');
          setConflict(null);
          keepDraft(studyId, null);
        },
        onError: (error) => setConflict(storedOf(error)),
      },
    );
  };
  return {
    draft,
    change: (next) => setDraft(next),
    isChanged,
    isSaving: put.isPending,
    error: conflict === null ? put.error : null,
    phase,
    conflict,
    kept,
    save: () => {
      put.reset();
      if (isLocked) setPhase('amending');
      else send(base?.version ?? 0, null);
    },
    amend: (reason) => send(base?.version ?? 0, reason),
    cancel: () => {
      setPhase('idle');
      setConflict(null);
      put.reset();
    },
    drop: () => {
      if (base !== null) setDraft(base.document);
      keepDraft(studyId, null);
      put.reset();
    },
    keepMine: () => {
      if (conflict !== null) send(conflict.version, why);
    },
    takeTheirs: () => {
      if (conflict === null) return;
      setBase(conflict);
      setDraft(conflict.document);
      setConflict(null);
      setPhase('idle');
      keepDraft(studyId, null);
      put.reset();
    },
    takeUp: () => {
      if (kept !== null) setDraft(kept.draft);
      setKept(null);
    },
    forget: () => {
      keepDraft(studyId, null);
      setKept(null);
    },
  };
}
