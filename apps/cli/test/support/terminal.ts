import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { runCli } from '../../src/main.ts';
import type { Terminal } from '../../src/terminal.ts';

const made: string[] = [];

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A fresh folder holding the given files; removed after the test. */
export async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-cli-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** What a command said and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process with a terminal that remembers. */
export async function cli(argv: readonly string[], signal?: AbortSignal): Promise<Ended> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isColoured: false,
    isLive: false,
    now: () => 0,
    clock: () => '2000-01-01T00:00:00.000Z',
    signal: signal ?? new AbortController().signal,
    nodeVersion: 'v0.0.0',
  };
  const code = await runCli(argv, terminal);
  return { code, out, err };
}

/** A small study as CSV with a gap of sensitivity between F and M. */
export function studyCsv(patients: number, seed = 1): string {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const lines = ['image_id,patient_id,sex,site,y,p'];
  let image = 0;
  for (let p = 0; p < patients; p++) {
    const sex = random() < 0.5 ? 'F' : 'M';
    const site = 'AB'[Math.floor(random() * 2)];
    for (let i = 0; i < 2; i++) {
      const y = random() < 0.4 ? 1 : 0;
      const shift = sex === 'F' ? 0.1 : 0.45;
      const score = Math.min(0.999, Math.max(0.001, 0.25 + shift * y + (random() - 0.5) * 0.5));
      const id = String(image++).padStart(5, '0');
      lines.push(`${id},${String(p).padStart(4, '0')},${sex},${site},${y},${score.toFixed(5)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
