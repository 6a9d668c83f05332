import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A fresh folder holding the given files; removed after the test. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-test-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** A deterministic stream in [0, 1) for building small tables. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** A small study as CSV: image_id, patient_id, sex, age, site, y, p. */
export function studyCsv(patients: number, seed = 1): string {
  const random = lcg(seed);
  const lines = ['image_id,patient_id,sex,age,site,y,p'];
  let image = 0;
  for (let p = 0; p < patients; p++) {
    const sex = random() < 0.05 ? '' : random() < 0.5 ? 'F' : 'M';
    const age = 1 + Math.floor(random() * 90);
    const site = 'ABC'[Math.floor(random() * 3)];
    const images = 1 + Math.floor(random() * 3);
    for (let i = 0; i < images; i++) {
      const y = random() < 0.35 ? 1 : 0;
      const score = Math.min(0.999, Math.max(0.001, 0.25 + 0.35 * y + (random() - 0.5) * 0.6));
      const id = String(image++).padStart(5, '0');
      lines.push(
        `${id},${String(p).padStart(4, '0')},${sex},${age},${site},${y},${score.toFixed(5)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
