import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FigureMoment, FoundFigure } from './figures-messages.ts';

/** A figure with the state of the study it tells of. */
export interface KeptFigure {
  readonly moment: FigureMoment;
  readonly found: FoundFigure;
  /** How long it took, ms, where that was more than a request should wait; 0 otherwise. */
  readonly slowMs: number;
}

/** Figures found before, in memory and, what took long, in a folder: a new start shows them at once. */
export interface KeptFigures {
  readonly get: (key: string) => Promise<KeptFigure | null>;
  readonly set: (key: string, figure: KeptFigure) => void;
}

const mostKept = 24;

interface Stored {
  readonly key: string;
  readonly moment: FigureMoment;
  readonly slowMs: number;
}

/** Keeps figures; a key names study, protocol, software and what was asked. */
export function keptFigures(folder: string): KeptFigures {
  const kept = new Map<string, KeptFigure>();
  const pathOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.figure`);
  const remember = (key: string, figure: KeptFigure): void => {
    kept.delete(key);
    kept.set(key, figure);
    for (const old of [...kept.keys()].slice(0, -mostKept)) kept.delete(old);
  };
  return {
    async get(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      try {
        const text = await readFile(pathOf(key), 'utf8');
        const end = text.indexOf('\n');
        const stored = JSON.parse(text.slice(0, end)) as Stored; // written below
        if (stored.key !== key) return null;
        const { moment, slowMs } = stored;
        const figure = { moment, slowMs, found: text.slice(end + 1) };
        remember(key, figure);
        return figure;
      } catch {
        return null; // none was kept
      }
    },
    set(key, figure) {
      remember(key, figure);
      const { found, moment, slowMs } = figure;
      if (slowMs === 0 || typeof found !== 'string') return;
      const head: Stored = { key, moment, slowMs };
      const path = pathOf(key);
      void mkdir(folder, { recursive: true, mode: 0o700 })
        .then(() => writeFile(`${path}.new`, `${JSON.stringify(head)}\n${found}`, { mode: 0o600 }))
        .then(() => rename(`${path}.new`, path))
        .catch(() => undefined);
    },
  };
}
