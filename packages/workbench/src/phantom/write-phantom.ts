import {
  type FlawKind,
  makePhantom,
  type Phantom,
  type PhantomOptions,
  phantomCsvChunks,
  phantomTruthToJson,
} from '@equipoise/dataset';
import { checkOutputFolder, replaceFolder } from '../audit/output-folder.ts';
import { fail } from '../errors.ts';
import { nearNames } from '../protocol/near-names.ts';

const phantomNames: ReadonlySet<string> = new Set([
  'predictions.csv',
  'train.csv',
  'readings.csv',
  'truth.json',
]);

/** The kinds of flaw that can be planted. */
export const flawKinds: readonly FlawKind[] = [
  'failing-subgroup',
  'failing-intersection',
  'prevalence-shift',
  'miscalibrated-group',
  'label-noise',
  'leaked-patients',
  'missing-not-at-random',
  'shortcut-tag',
];

/**
 * Reads `--flaws`: `all`, `none` or a comma list of kinds.
 *
 * @throws workbench/bad-option
 */
export function parseFlaws(text: string): 'all' | 'none' | readonly FlawKind[] {
  if (text === 'all' || text === 'none') return text;
  return text.split(',').map((part) => {
    const kind = flawKinds.find((one) => one === part.trim());
    if (kind !== undefined) return kind;
    const near = nearNames(part.trim(), flawKinds);
    return fail(
      'workbench/bad-option',
      `"${part.trim()}" is no flaw that can be planted.`,
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : `Kinds: all, none, ${flawKinds.join(', ')}.`,
    );
  });
}

/**
 * Makes a phantom and writes its tables and its truth.
 *
 * @param folder `--out`; holds predictions.csv, train.csv, readings.csv and truth.json afterwards
 * @throws dataset/bad-phantom, workbench/folder-in-use, workbench/cannot-write
 */
export async function writePhantom(folder: string, options: PhantomOptions): Promise<Phantom> {
  await checkOutputFolder(folder, phantomNames);
  const phantom = makePhantom(options);
  await replaceFolder(
    folder,
    new Map<string, string | Iterable<string>>([
      ['predictions.csv', phantomCsvChunks(phantom, 'predictions')],
      ['train.csv', phantomCsvChunks(phantom, 'train')],
      ['readings.csv', phantomCsvChunks(phantom, 'readings')],
      ['truth.json', phantomTruthToJson(phantom)],
    ]),
  );
  return phantom;
}
