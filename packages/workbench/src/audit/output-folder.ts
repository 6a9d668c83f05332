import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isCodedError } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** Names that an output folder of this program may hold. */
const ownNames = new Set([
  'report.html',
  'report.json',
  'tables',
  'figures',
  'methods.md',
  'provenance.json',
  'junit.xml',
]);

/** Files to write: path inside the folder → content, in pieces or whole. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array | Iterable<string>>;

/** The names of an audit's output with those that a command adds. */
export function outputNames(more: readonly string[]): ReadonlySet<string> {
  return new Set([...ownNames, ...more]);
}

function failWrite(path: string, cause: unknown): never {
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const why =
    code === 'ENOSPC'
      ? 'the disk is full'
      : code === 'ENOTDIR' || code === 'EEXIST'
        ? 'a file of that name stands in the way'
        : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
          ? 'writing there is not allowed'
          : `the system says ${code || 'no'}`;
  return fail(
    'workbench/cannot-write',
    `${basename(path)} cannot be written: ${why}.`,
    'Choose another folder with --out, or make room; nothing was changed.',
    cause,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT')
      return [];
    return failWrite(folder, cause);
  }
}

/**
 * Refuses a folder that holds files of others. Asked before the work begins, so that nothing is computed in vain.
 *
 * @param folder where output is to stand
 * @param names what this kind of output may hold; default: the files of an audit
 * @throws workbench/folder-in-use, workbench/cannot-write
 */
export async function checkOutputFolder(
  folder: string,
  names: ReadonlySet<string> = ownNames,
): Promise<void> {
  const strange = (await namesIn(folder)).filter((name) => !names.has(name));
  if (strange.length > 0) {
    fail(
      'workbench/folder-in-use',
      `The folder ${basename(resolve(folder))} holds ${strange.length} ${strange.length === 1 ? 'file that is' : 'files that are'} no output of this command.`,
      'Choose a new or an empty folder with --out.',
    );
  }
}

/** Files written between two turns of the event loop. */
const writtenAtOnce = 64;

async function writeAll(folder: string, files: OutputFiles): Promise<void> {
  const paths = [...files].map(([name, content]) => ({ path: join(folder, name), content }));
  for (const parent of new Set(paths.map(({ path }) => dirname(path)))) {
    await mkdir(parent, { recursive: true });
  }
  for (const [index, { path, content }] of paths.entries()) {
    // Thousands of small files: a wait for each takes longer than the writing.
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
    else await writeFile(path, content);
    if (index % writtenAtOnce === writtenAtOnce - 1) await setImmediate();
  }
}

/**
 * Writes a folder whole or not at all: beside its place first, renamed when complete.
 *
 * @throws workbench/cannot-write (exit code 74); what stood there before is untouched then
 */
export async function replaceFolder(folder: string, files: OutputFiles): Promise<void> {
  const target = resolve(folder);
  const suffix = randomUUID().slice(0, 8);
  const beside = join(dirname(target), `.${basename(target)}.new-${suffix}`);
  const old = join(dirname(target), `.${basename(target)}.old-${suffix}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(beside);
    await writeAll(beside, files);
    const hadOld = existsSync(target);
    if (hadOld) await rename(target, old);
    try {
      await rename(beside, target);
    } catch (cause) {
      if (hadOld) await rename(old, target);
      throw cause;
    }
    if (hadOld) await rm(old, { recursive: true, force: true });
  } catch (cause) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined);
    if (isCodedError(cause)) throw cause;
    failWrite(target, cause);
  }
}
