import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sharedOrSkip } from '../../../../test/support/skip.ts';
import { ham10000 } from '../../src/adapters/ham10000.ts';
import {
  duplicateIds,
  findColumn,
  headersOf,
  joinTables,
  profileTable,
  recogniseFiles,
} from '../../src/index.ts';
import { readTable } from '../../src/node/index.ts';

const folder = sharedOrSkip('data');
const data = (name: string): string => resolve(folder ?? '', name);
const isHere = folder !== null;

test.runIf(isHere)(
  'the chest radiograph predictions have 22,433 rows of 6,187 patients',
  async () => {
    const table = await readTable(data('nih-chexnet/predictions.csv.gz'));
    expect(table.rowCount).toBe(22_433);
    const patient = profileTable(table).find((profile) => profile.name === 'patient_id');
    expect(patient).toMatchObject({ kind: 'text', distinctCount: 6187, blankCount: 0 });
    expect(duplicateIds(findColumn(table, 'image'), 2).repeatCount).toBe(0);
    expect(recogniseFiles([headersOf(table)]).map(({ adapter }) => adapter.id)).toEqual([
      'nih-chestxray14',
    ]);
    const hernia = findColumn(table, 'y_Hernia');
    expect(
      hernia.kind === 'number' ? hernia.data.reduce((sum, value) => sum + value, 0) : null,
    ).toBe(42);
  },
);

test.runIf(isHere)(
  'both chest radiograph tables join on every image, with the same labels',
  async () => {
    const predictions = await readTable(data('nih-chexnet/predictions.csv.gz'), {
      columns: ['image', 'y_Mass'],
    });
    const metadata = await readTable(data('nih-chexnet/metadata-112120.csv.gz'));
    expect(metadata.rowCount).toBe(112_120);
    const joined = joinTables(predictions, metadata, 'image');
    expect(joined).toMatchObject({ matched: 22_433, leftOnly: 0, rightOnly: 112_120 - 22_433 });
    const lists = findColumn(joined.table, 'finding_labels');
    const mass = findColumn(joined.table, 'y_Mass');
    if (lists.kind !== 'text' || mass.kind !== 'number') throw new Error('wrong kinds');
    const isMass = lists.values.map((list) => list.split('|').includes('Mass'));
    expect([...lists.codes].every((code, row) => isMass[code] === (mass.data[row] === 1))).toBe(
      true,
    );
  },
);

test.runIf(isHere)(
  'each skin lesion model has its own 2,927 images, and all find their metadata',
  async () => {
    const metadata = await readTable(data('isic18-skintone/ham10000_metadata.csv.gz'));
    expect(metadata.rowCount).toBe(10_015);
    const lesions = profileTable(metadata).find((profile) => profile.name === 'lesion_id');
    expect(lesions?.distinctCount).toBe(7470);
    const tones = await readTable(data('isic18-skintone/metadata.csv.gz'));
    const shared: number[] = [];
    for (const model of ['00', '02', '04']) {
      const predictions = await readTable(
        data(`isic18-skintone/predictions_01DataShift${model}Compare41.csv.gz`),
      );
      expect(predictions.rowCount).toBe(2927);
      const { table, tasks } = ham10000.read([predictions, metadata]);
      expect(table.rowCount).toBe(2927);
      expect(table.notes.at(-1)?.message).toContain('2927 rows matched, 0 of');
      expect(tasks[0]?.scores).toHaveLength(7);
      expect(joinTables(predictions, tones, 'image')).toMatchObject({ matched: 2927, leftOnly: 0 });
      shared.push(leakedImages(metadata, table));
    }
    // The README of the data counts the test images whose lesion has images outside the test set.
    expect(shared).toEqual([1068, 1044, 1038]);
  },
);

/** Test images whose lesion also has an image outside the test set. */
function leakedImages(all: Awaited<ReturnType<typeof readTable>>, tested: typeof all): number {
  const lesion = findColumn(tested, 'lesion_id');
  const everywhere = findColumn(all, 'lesion_id');
  if (lesion.kind !== 'text' || everywhere.kind !== 'text') throw new Error('wrong kinds');
  const imageCount = new Map<string, number>();
  for (const code of everywhere.codes) {
    const id = everywhere.values[code]!;
    imageCount.set(id, (imageCount.get(id) ?? 0) + 1);
  }
  const testCount = new Map<string, number>();
  for (const code of lesion.codes) {
    const id = lesion.values[code]!;
    testCount.set(id, (testCount.get(id) ?? 0) + 1);
  }
  let leaked = 0;
  for (const [id, count] of testCount) if (imageCount.get(id)! > count) leaked += count;
  return leaked;
}
