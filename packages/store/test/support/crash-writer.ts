// Opens a store, checks what earlier runs acknowledged, then writes with eight writers until it is killed.
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import {
  addJob,
  addStrokes,
  endJob,
  hashDocument,
  openStore,
  type Store,
  saveAnswer,
  sha256,
  takeJob,
  useBlobs,
  verifyLog,
  writeSetting,
} from '../../src/index.ts';
import { answerTo } from './small-study.ts';
import { realWorld } from './temporary-store.ts';

const [, , folder = '', ledger = '', studyId = '', ...assignmentIds] = process.argv;
const by = { actor: 'writer' };
const start = performance.now();
const store = await openStore({ folder, world: realWorld() });
const ready = performance.now() - start;
const report = await check(store);
writeSync(1, `${JSON.stringify({ ready, ...report })}\n`);

const out = openSync(ledger, 'a');
const run = Math.floor(performance.timeOrigin);
/** Notes an acknowledgement; the write is in the kernel before the next thing is done. */
const acknowledge = (...facts: readonly (string | number)[]): void => {
  writeSync(out, `${facts.join(' ')}\n`);
};

await Promise.all(
  Array.from({ length: 8 }, async (_, writer) => {
    for (let turn = 0; ; turn += 1) {
      const name = `${run}-${writer}-${turn}`;
      if (writer < 3) await answer(writer, name);
      else if (writer < 5) await upload(name);
      else if (writer < 6) await job(name);
      else if (writer < 7) await stroke(name, turn);
      else await spend(name);
    }
  }),
).finally(() => closeSync(out));

async function answer(writer: number, name: string): Promise<void> {
  const id = assignmentIds[writer % 2] ?? ''; // two of the three writers share one
  const document = { name, text: 'x'.repeat(2000) };
  const versions = await store.read((tx) =>
    tx.client.query<{ version: number }>('select version from answers where assignment_id = $1', [
      id,
    ]),
  );
  const result = await store.change(by, (tx) =>
    saveAnswer(tx, answerTo(id, versions.rows[0]?.version ?? 0, document, name)),
  );
  if ('saved' in result)
    acknowledge('answer', result.saved.id, result.saved.version, result.saved.hash);
}

async function upload(name: string): Promise<void> {
  const bytes = Buffer.from(name.repeat(500));
  const blob = await store.blobs.put(bytes);
  await store.change(by, (tx) =>
    useBlobs(tx, { objectKind: 'upload', objectId: name, studyId: null }, [blob], 'text/plain'),
  );
  acknowledge('blob', blob.hash, name);
}

async function job(name: string): Promise<void> {
  const { id } = await store.change(by, (tx) =>
    addJob(tx, { studyId, kind: 'k', input: { name } }),
  );
  const taken = await store.change(by, (tx) => takeJob(tx, id));
  await store.change(by, (tx) =>
    endJob(tx, id, taken?.fence ?? 0, { state: 'done', result: { name } }),
  );
  acknowledge('job', id, hashDocument({ name }));
}

async function stroke(name: string, turn: number): Promise<void> {
  const payload = { name };
  await store.change(by, (tx) =>
    addStrokes(tx, assignmentIds[2] ?? '', `${run}`, [{ seq: turn, payload }]),
  );
  acknowledge('stroke', run, turn, hashDocument(payload));
}

async function spend(name: string): Promise<void> {
  await store.change(by, (tx) => writeSetting(tx, `spend ${name}`, { name }));
  acknowledge('setting', `spend_${name}`, hashDocument({ name }));
}

/** Looks for everything acknowledged so far; what is there must be whole. */
async function check(
  of: Store,
): Promise<{ acknowledged: number; lost: string[]; torn: string[]; faults: number }> {
  const lines = existsSync(ledger) ? readFileSync(ledger, 'utf8').split('\n').slice(0, -1) : [];
  const found = await of.read(async (tx) => {
    const map = async (text: string): Promise<Map<string, string>> => {
      const { rows } = await tx.client.query<{ key: string; text: string }>(text);
      return new Map(rows.map((row) => [row.key, row.text]));
    };
    return {
      answer: await map(
        `select answer_id || ' ' || version as key, document::text as text from answer_versions`,
      ),
      blob: await map(`select hash || ' ' || object_id as key, '' as text from blob_uses`),
      job: await map(`select id as key, result::text as text from jobs where state = 'done'`),
      stroke: await map(`select device || ' ' || seq as key, payload::text as text from strokes`),
      setting: await map(
        `select replace(key, 'spend ', 'spend_') as key, value::text as text from settings`,
      ),
      log: await verifyLog(tx),
    };
  });
  const lost: string[] = [];
  const torn: string[] = [];
  for (const line of lines) {
    const [kind = '', ...rest] = line.split(' ');
    if (kind === 'blob') {
      const [hash = ''] = rest;
      if (!found.blob.has(rest.join(' '))) lost.push(line);
      else if ((await of.blobs.size(hash)) === null) lost.push(line);
      else if (sha256(await of.blobs.get(hash).catch(() => new Uint8Array())) !== hash)
        torn.push(line);
      continue;
    }
    const hash = rest.pop() ?? '';
    const table = {
      answer: found.answer,
      job: found.job,
      stroke: found.stroke,
      setting: found.setting,
    }[kind];
    const text = table?.get(rest.join(' '));
    if (text === undefined) lost.push(line);
    else if (sha256(text) !== hash) torn.push(line);
  }
  return { acknowledged: lines.length, lost, torn, faults: found.log.faults.length };
}
