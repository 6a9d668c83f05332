/** A file and where it lay. */
export interface PickedFile {
  /** Folders and name, joined by slashes. */
  readonly path: string;
  readonly file: File;
}

/** How large a batch may grow. A folder stays whole: its files may be slices of one volume. */
export const batchLimits: { readonly files: number; readonly bytes: number } = {
  files: 500,
  bytes: 512 * 1024 * 1024,
};

/** How files become cases. */
export type CaseWay = 'image' | 'patient' | 'none';

function groupOf(path: string, way: CaseWay): string {
  const folders = path.split('/').slice(0, -1);
  // Files of one patient may lie in several folders below one.
  return (way === 'patient' ? folders.slice(0, 2) : folders).join('/');
}

/**
 * Divides files into batches that are sent one after another.
 *
 * @param files in the order they were picked
 * @param way what must stay together: a folder, or what lies below one
 */
export function batchesOf(
  files: readonly PickedFile[],
  way: CaseWay,
): readonly (readonly PickedFile[])[] {
  const groups = new Map<string, PickedFile[]>();
  for (const picked of files) {
    const key = groupOf(picked.path, way);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [picked]);
    else group.push(picked);
  }
  const batches: PickedFile[][] = [];
  let [count, bytes] = [0, 0];
  for (const group of groups.values()) {
    const size = group.reduce((sum, { file }) => sum + file.size, 0);
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      count + group.length <= batchLimits.files &&
      bytes + size <= batchLimits.bytes;
    if (fits) {
      last.push(...group);
      count += group.length;
      bytes += size;
    } else {
      batches.push([...group]);
      [count, bytes] = [group.length, size];
    }
  }
  return batches;
}
