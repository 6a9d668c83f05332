import type { Adapter, FileHeaders, Recognition } from './adapter.ts';
import { chexpert } from './chexpert.ts';
import { ham10000 } from './ham10000.ts';
import { mimicCxrJpg } from './mimic-cxr-jpg.ts';
import { nihChestXray14 } from './nih-chestxray14.ts';

/** Every adapter of the house. */
export const adapters: readonly Adapter[] = [nihChestXray14, chexpert, ham10000, mimicCxrJpg];

/**
 * Asks every adapter whether it knows the files by their headers. A suggestion, never acted upon.
 *
 * @param files the headers of all files
 * @param catalogue the adapters to ask; default those of the house
 * @returns the adapters that do, with what each file is
 */
export function recogniseFiles(
  files: readonly FileHeaders[],
  catalogue: readonly Adapter[] = adapters,
): { readonly adapter: Adapter; readonly recognition: Recognition }[] {
  return catalogue.flatMap((adapter) => {
    const recognition = adapter.recognise(files);
    return recognition === null ? [] : [{ adapter, recognition }];
  });
}
