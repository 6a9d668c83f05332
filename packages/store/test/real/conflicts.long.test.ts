import { expect, test } from 'vitest';
import { hammer } from '../support/hammer.ts';
import { smallStudy } from '../support/small-study.ts';
import { temporaryStore } from '../support/temporary-store.ts';

test('20 readers, 500 saves each, on 50 cases: nothing lost', async () => {
  const { store, remove } = await temporaryStore();
  const { studyId, assignments } = await smallStudy(store, 1, 50);
  const result = await hammer(
    store,
    studyId,
    assignments.map(({ id }) => id),
    20,
    500,
  );
  console.log(result);
  expect(result).toMatchObject({ saves: 10_000, lost: 0, faults: 0 });
  expect(result.conflicts).toBeGreaterThan(1000);
  await remove();
}, 600_000);
