import {
  attributeModels,
  defaultFlaws,
  type Flaw,
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

/** A phantom that was written, and the default flaws that could not be planted in it. */
export interface WrittenPhantom extends Phantom {
  /** One sentence for each. */
  readonly leftOut: readonly string[];
}

/** The levels that a flaw needs, by attribute. */
function levelsOf(flaw: Flaw): readonly (readonly [attribute: string, level: string])[] {
  if ('levels' in flaw) {
    const [first, second] = flaw.attributes;
    return [
      [first, flaw.levels[0]],
      [second, flaw.levels[1]],
    ];
  }
  return 'level' in flaw ? [[flaw.attribute, flaw.level]] : [];
}

/** The default flaws whose levels exist at these numbers of sites and scanners, and a sentence for each other one. */
function plantable(options: PhantomOptions): {
  readonly flaws: readonly Flaw[];
  readonly leftOut: readonly string[];
} {
  const attributes = attributeModels(options.sites ?? 4, options.scanners ?? 3, 0.5);
  const absent = (flaw: Flaw): readonly [string, string] | undefined =>
    levelsOf(flaw).find(
      ([name, level]) => !attributes.find((one) => one.name === name)?.levels.includes(level),
    );
  const leftOut = defaultFlaws.flatMap((flaw) => {
    const missing = absent(flaw);
    return missing === undefined
      ? []
      : [`${flaw.kind}: it needs ${missing[0]} ${missing[1]}, which this study does not have.`];
  });
  return { flaws: defaultFlaws.filter((flaw) => absent(flaw) === undefined), leftOut };
}

function isCount(value: number | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 1 && value <= 100_000);
}

/**
 * Makes a phantom and writes its tables and its truth.
 *
 * With all default flaws asked for, those that need a level which the study lacks (`--sites 1` has no site S3)
 * are left out and named in `leftOut`; a flaw asked for by name must fit.
 *
 * @param folder `--out`; holds predictions.csv, train.csv, readings.csv and truth.json afterwards
 * @throws dataset/bad-phantom, workbench/folder-in-use, workbench/cannot-write
 */
export async function writePhantom(
  folder: string,
  options: PhantomOptions,
): Promise<WrittenPhantom> {
  await checkOutputFolder(folder, phantomNames);
  const isDefault = options.flaws === undefined || options.flaws === 'all';
  const { flaws, leftOut } =
    isDefault && isCount(options.sites) && isCount(options.scanners)
      ? plantable(options)
      : { flaws: options.flaws, leftOut: [] };
  const phantom = makePhantom({ ...options, ...(flaws === undefined ? {} : { flaws }) });
  await replaceFolder(
    folder,
    new Map<string, string | Iterable<string>>([
      ['predictions.csv', phantomCsvChunks(phantom, 'predictions')],
      ['train.csv', phantomCsvChunks(phantom, 'train')],
      ['readings.csv', phantomCsvChunks(phantom, 'readings')],
      ['truth.json', phantomTruthToJson(phantom)],
    ]),
  );
  return { ...phantom, leftOut };
}
