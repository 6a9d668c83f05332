import type { PickedFile } from './batches.ts';

const hiddenFiles = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

function isWanted({ path }: PickedFile): boolean {
  const name = path.split('/').at(-1) ?? '';
  return !hiddenFiles.has(name) && !name.startsWith('._');
}

/** Files of a picker, with their folders where a folder was picked. */
export function filesOfList(list: FileList | readonly File[]): readonly PickedFile[] {
  return [...list]
    .map((file) => ({
      path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
      file,
    }))
    .filter(isWanted);
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives some hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function filesBelow(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) =>
      // An entry that is a file has this form.
      (entry as FileSystemFileEntry).file(done, fail),
    );
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  for (const below of await entriesOf(entry as FileSystemDirectoryEntry)) {
    await filesBelow(below, found);
  }
}

/**
 * Files and folders that were dropped. To be called while the drop is handled: what was dropped is gone afterwards.
 */
export function filesOfDrop(data: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = [...data.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const plain = filesOfList(data.files);
  if (entries.length === 0) return Promise.resolve(plain);
  const walk = async (): Promise<readonly PickedFile[]> => {
    const found: PickedFile[] = [];
    for (const entry of entries) await filesBelow(entry, found);
    return found.filter(isWanted);
  };
  return walk();
}
