import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Root folder of the repository. */
export const root: string = resolve(import.meta.dirname, '../..');

/** One row of tools/arrows.json. */
export interface ArrowRow {
  readonly floor: number;
  readonly sentence: string;
  readonly imports: readonly string[];
  /** Packages whose program it starts as a child process. */
  readonly starts?: readonly string[];
  readonly runsIn: 'anywhere' | 'node';
  readonly node?: readonly string[];
  readonly entries?: readonly string[];
}

/** One package of the house as it stands on disk. */
export interface HousePackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly license: string;
    readonly exports?: Readonly<Record<string, unknown>>;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  readonly references: readonly string[];
}

/** Reads a JSON file of the repository as T, which the caller vouches for. */
export function readJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(join(root, ...parts), 'utf8')) as T;
}

/** Text of a file of the repository. */
export function readText(...parts: readonly string[]): string {
  return readFileSync(join(root, ...parts), 'utf8');
}

/** The table of arrows. */
export const arrowTable: Readonly<Record<string, ArrowRow>> = readJson<{
  packages: Record<string, ArrowRow>;
}>('tools', 'arrows.json').packages;

/** Every package on disk, in the order of the table where it has a row. */
export function housePackages(): readonly HousePackage[] {
  return ['packages', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind))
      .filter((name) => existsSync(join(root, kind, name, 'package.json')))
      .map((name) => ({
        name,
        folder: `${kind}/${name}`,
        manifest: readJson<HousePackage['manifest']>(kind, name, 'package.json'),
        references: referencesOf(kind, name),
      })),
  );
}

/** Packages that the projects of a package refer to. */
function referencesOf(kind: string, name: string): readonly string[] {
  const projects = ['tsconfig.json', 'tsconfig.app.json'].filter((file) =>
    existsSync(join(root, kind, name, file)),
  );
  const others = projects
    .flatMap((file) => readJson<{ references?: { path: string }[] }>(kind, name, file).references)
    .filter((entry) => entry !== undefined)
    .map((entry) => entry.path.split('/').at(-1) ?? '');
  return [...new Set(others)].filter((other) => !other.startsWith('tsconfig'));
}

/** Every file under a folder of the repository, as paths from the root; dist and node_modules apart. */
export function filesUnder(folder: string): readonly string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => {
      const path = join(start, name);
      return statSync(path).isDirectory()
        ? filesUnder(relative(root, path))
        : [relative(root, path)];
    });
}

/** Source files of the packages named, or of all. */
export function sourceFiles(names?: readonly string[]): readonly string[] {
  return housePackages()
    .filter((one) => names === undefined || names.includes(one.name))
    .flatMap((one) => filesUnder(`${one.folder}/src`))
    .filter((path) => path.endsWith('.ts'));
}
