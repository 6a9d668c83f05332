import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Question } from '@equipoise/domain';
import { type Command, defaultKeyMap, type KeyMap, type ToolKind } from '@equipoise/web/stage';
import { toolsOf } from './drawn-answers.ts';

/** Tools that look and measure: every case has them. */
const lookTools: readonly ToolKind[] = ['window', 'pan', 'select', 'line', 'angle'];

const maskCommands: readonly Command[] = [
  'tool-brush',
  'tool-erase',
  'tool-fill',
  'tool-box-mask',
  'brush-smaller',
  'brush-larger',
  'brush-ball',
  'threshold-lock',
  'previous-segment',
  'next-segment',
  'interpolate',
  'shape-to-mask',
];

/** The tools that a study's questions need, with those to look and measure. */
export function caseTools(questions: readonly Question[]): ToolKind[] {
  const kinds = new Set(questions.filter(isShapeQuestion).map(({ kind }) => kind));
  const drawing = [...kinds].flatMap((kind) => toolsOf[kind]);
  // Outlines become masks.
  const outlines = kinds.has('mask') ? toolsOf.polygon : [];
  return [...new Set([...lookTools, ...drawing, ...outlines])];
}

/** The reader's keys for a study: those of tools that answer nothing here are free. */
export function caseKeys(questions: readonly Question[], map: KeyMap = readerKeys()): KeyMap {
  const tools = new Set(caseTools(questions).map((tool): string => `tool-${tool}`));
  const hasMasks = tools.has('tool-brush');
  return Object.fromEntries(
    // Object.entries widens the names of the record.
    (Object.entries(map) as [Command, readonly string[]][]).map(([command, keys]) => {
      const isUnused =
        (command.startsWith('tool-') && !tools.has(command)) ||
        (!hasMasks && maskCommands.includes(command));
      return [command, isUnused ? [] : keys];
    }),
  ) as unknown as KeyMap; // the same names
}

const storedAs = 'equipoise-keys';

/** The keys as this reader has set them in this browser. */
export function readerKeys(): KeyMap {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storedAs) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return defaultKeyMap;
    const own = Object.entries(stored).filter(
      ([name, keys]) =>
        name in defaultKeyMap && Array.isArray(keys) && keys.every((k) => typeof k === 'string'),
    );
    return { ...defaultKeyMap, ...Object.fromEntries(own) };
  } catch {
    return defaultKeyMap;
  }
}

/** Stores the keys of this reader; null: as at the start. */
export function storeReaderKeys(map: KeyMap | null): void {
  if (map === null) localStorage.removeItem(storedAs);
  else localStorage.setItem(storedAs, JSON.stringify(map));
}
