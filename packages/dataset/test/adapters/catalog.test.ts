import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adapters, checkAdapter, defineAdapter, recogniseFiles } from '../../src/index.ts';
import { caught } from '../fixtures/caught.ts';
import { tableOf } from '../fixtures/tables.ts';

test('ids are unique and every adapter of the folder is listed', () => {
  const ids = adapters.map((adapter) => adapter.id);
  expect(new Set(ids).size).toBe(ids.length);
  const files = readdirSync(new URL('../../src/adapters', import.meta.url))
    .map((name) => name.replace(/\.ts$/, ''))
    .filter((name) => !['adapter', 'catalog', 'parts'].includes(name));
  expect([...ids].sort()).toEqual(files.sort());
});

test('an unknown layout is recognised by none', () => {
  expect(recogniseFiles([{ name: 'x.csv', columns: ['patient_id', 'y', 'p', 'sex'] }])).toEqual([]);
});

const table = tableOf('x.csv', { mark: ['a', 'b'], y: [0, 1] });
const sound = {
  id: 'sound',
  title: 'Sound',
  licenceNote: 'none',
  source: 'here',
  textColumns: [],
  recognise: (files: readonly { columns: readonly string[] }[]) =>
    files.some((file) => file.columns.includes('mark')) ? { parts: { all: 0 }, absent: [] } : null,
  describe: () => 'A table.',
  read: () => ({
    table,
    roles: {
      case: 'mark',
      patient: 'mark',
      sex: null,
      age: null,
      site: null,
      view: null,
      groups: [] as string[],
    },
    tasks: [
      {
        id: 't',
        title: 't',
        kind: 'binary' as const,
        label: 'y',
        positive: '1',
        negative: '0',
        neither: [],
        scores: [],
        classes: [],
      },
    ],
    notes: [],
  }),
};
const fixture = { tables: [table], rowCount: 2, patientCount: 2, taskIds: ['t'] };

test('the contract kit passes a sound adapter and names what another one breaks', async () => {
  checkAdapter(defineAdapter(sound), fixture);
  const broken: [string, Partial<typeof sound>][] = [
    ['another layout', { recognise: () => ({ parts: { all: 0 }, absent: [] }) }],
    ['its own fixture', { recognise: () => null }],
    [
      'not there',
      { read: () => ({ ...sound.read(), roles: { ...sound.read().roles, groups: ['none'] } }) },
    ],
    ['tasks', { read: () => ({ ...sound.read(), tasks: [] }) }],
    ['rows', { read: () => ({ ...sound.read(), table: tableOf('x', { mark: ['a'], y: [0] }) }) }],
    [
      'label',
      {
        read: () => ({
          ...sound.read(),
          tasks: sound.read().tasks.map((task) => ({ ...task, label: 'z' })),
        }),
      },
    ],
  ];
  for (const [sentence, change] of broken) {
    const error = await caught(() => checkAdapter({ ...sound, ...change }, fixture));
    expect(error.code).toBe('dataset/bad-adapter');
    expect(error.message).toContain(sentence);
  }
  expect((await caught(() => defineAdapter({ ...sound, id: 'Not Kebab' }))).code).toBe(
    'dataset/bad-adapter',
  );
});
