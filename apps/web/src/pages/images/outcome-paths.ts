import type { PickedFile } from './batches.ts';

/**
 * The outcomes of a batch with the folders that their files were picked from: the server tells names alone, and two
 * folders may hold a file of one name.
 *
 * @param batch the files that were sent, in order
 * @param outcomes what became of them; members of archives have names of their own
 */
export function withPaths<O extends { readonly name: string }>(
  batch: readonly PickedFile[],
  outcomes: readonly O[],
): readonly O[] {
  const left = new Map<string, string[]>();
  for (const { path } of batch) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    left.set(name, [...(left.get(name) ?? []), path]);
  }
  return outcomes.map((one) => {
    const path = left.get(one.name)?.shift();
    return path === undefined ? one : { ...one, name: path };
  });
}
