import type { ProtocolIssue } from '@equipoise/annotation';
import type { Client } from '@equipoise/api';
import type { StudyProtocol } from '@equipoise/domain';
import { createContext, useContext } from 'react';
import { type Path, withValue } from './path.ts';

/** Cases and people of the study, as the server lists them. */
export interface Room {
  readonly cases: Awaited<ReturnType<Client['cases']>>['cases'];
  readonly members: Awaited<ReturnType<Client['members']>>['members'];
}

/** What every part of the form shares. */
export interface Editor {
  readonly studyId: string;
  readonly draft: StudyProtocol;
  readonly change: (next: (draft: StudyProtocol) => StudyProtocol) => void;
  readonly issues: readonly ProtocolIssue[];
  readonly room: Room;
  /** Whether nothing may be edited. */
  readonly isReadOnly: boolean;
  /** Whether the study is locked, and a change is an amendment. */
  readonly isAmending: boolean;
  /** The place that was asked for last, by a link to it. */
  readonly target: { readonly path: Path; readonly count: number } | null;
}

/** The editor around a part of the form. */
export const EditorContext: React.Context<Editor | null> = createContext<Editor | null>(null);

/** What every part of the form shares. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error('a part of the protocol form stands outside of it');
  return editor;
}

/** Writes a value at a place of the draft. */
export function useWrite(): (path: Path, value: unknown) => void {
  const { change } = useEditor();
  return (path, value) => change((draft) => withValue(draft, path, value));
}
