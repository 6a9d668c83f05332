import { isCodedError } from '@equipoise/domain';
import { canonicalJson, sha256 } from '../canonical-json.ts';
import type { ReadTx } from '../database/transaction.ts';
import type { Anchor } from '../log/anchors.ts';
import { type LogFault, verifyLog } from '../log/verify-log.ts';
import type { Store } from '../open-store.ts';
import { type Steps, step } from './steps.ts';
import type { Fault } from './verify-backup.ts';

/** What a check of a store found. */
export interface StoreCheck {
  readonly eventCount: number;
  readonly documentCount: number;
  readonly blobCount: number;
  readonly logFaults: readonly LogFault[];
  /** Faults of the log included. */
  readonly faults: readonly Fault[];
}

/** Tables whose rows carry the hash of a document, with the columns that name a row. */
const hashed: readonly (readonly [table: string, kind: string, key: string, expected: string])[] = [
  ['protocol_versions', 'protocol', "study_id || '/' || version", 'hash'],
  ['instructions', 'instructions', "study_id || '/' || version", 'hash'],
  ['orders', 'order', "study_id || '/' || reader_id || '/' || revision", 'hash'],
  ['answers', 'answer', 'id', 'hash'],
  ['answer_versions', 'answer version', "answer_id || '/' || version", 'hash'],
  ['adjudications', 'adjudication', 'id', 'hash'],
  ['drafts', 'draft', 'assignment_id', 'hash'],
];

/**
 * Checks a store: the event log, every hashed document against its hash, every answer and every arm of instructions
 * against what the log says of it, and every blob in use against its name.
 *
 * @param outside anchors kept outside the database
 */
export async function verifyStore(
  store: Store,
  outside: readonly Anchor[] = [],
  steps: Steps = {},
): Promise<StoreCheck> {
  const faults: Fault[] = [];
  const part = await store.read(async (tx) => {
    const log = await verifyLog(tx, outside, (done, total) =>
      step(steps, 'checking the log', done, total),
    );
    for (const { chain, seq, kind, sentence } of log.faults) {
      const isMissing = kind === 'missing' || kind === 'cut';
      faults.push({
        part: `event ${chain}/${seq}`,
        kind: isMissing ? 'missing' : 'changed',
        sentence,
      });
    }
    let documentCount = 0;
    for (const [at, [table, kind, key, expected]] of hashed.entries()) {
      step(steps, 'checking documents', at, hashed.length);
      documentCount += await checkDocuments(tx, faults, table, kind, key, expected);
    }
    await checkAgainstLog(tx, faults);
    await checkInstructionArms(tx, faults);
    const { rows } = await tx.client.query<{ hash: string }>(
      'select distinct hash from blob_uses order by hash',
    );
    return { log, documentCount, blobs: rows.map(({ hash }) => hash) };
  });
  for (const [at, hash] of part.blobs.entries()) {
    step(steps, 'checking blobs', at, part.blobs.length);
    await checkBlob(store, faults, hash);
  }
  return {
    eventCount: part.log.eventCount,
    documentCount: part.documentCount,
    blobCount: part.blobs.length,
    logFaults: part.log.faults,
    faults,
  };
}

async function checkDocuments(
  tx: ReadTx,
  faults: Fault[],
  table: string,
  kind: string,
  key: string,
  expected: string,
): Promise<number> {
  await tx.client.query(
    `declare documents no scroll cursor for
     select ${key} as name, document::text as text, ${expected} as hash from ${table} order by 1`,
  );
  let count = 0;
  for (;;) {
    const { rows } = await tx.client.query<{ name: string; text: string; hash: string }>(
      'fetch 2000 from documents',
    );
    for (const { name, text, hash } of rows) {
      count += 1;
      // Stored text is canonical already; another spelling of the same document is no change.
      if (sha256(text) === hash || sha256(canonicalJson(JSON.parse(text))) === hash) continue;
      faults.push({
        part: `${kind} ${name}`,
        kind: 'changed',
        sentence: `The document of ${kind} ${name} was changed after it was written.`,
      });
    }
    if (rows.length === 0) break;
  }
  await tx.client.query('close documents');
  return count;
}

/** Each answer version must be the one its event tells of, and the present answer the newest of them. */
async function checkAgainstLog(tx: ReadTx, faults: Fault[]): Promise<void> {
  const { rows } = await tx.client.query<{ id: string; what: string }>(
    `with told as (
       select object_id as id, count(*) as saves, (array_agg(after order by seq desc))[1] as last
       from events where object_kind = 'answer' and action in ('answer.save', 'answer.submit')
       group by object_id
     ), kept as (
       select answer_id as id, count(*) as saves, max(version) as top from answer_versions group by 1
     )
     select coalesce(t.id, k.id, a.id) as id,
       case when a.id is null then 'gone' else 'other' end as what
     from told t full join kept k using (id) full join answers a using (id)
     where a.id is null or t.saves is distinct from k.saves or k.top is distinct from a.version
       or t.last is distinct from a.hash`,
  );
  for (const { id, what } of rows) {
    faults.push({
      part: `answer ${id}`,
      kind: what === 'gone' ? 'missing' : 'changed',
      sentence:
        what === 'gone'
          ? `Answer ${id} is missing; the log tells of it.`
          : `Answer ${id} is not what the log says of it.`,
    });
  }
}

/** Which instructions a reader was given must be what the log says. */
async function checkInstructionArms(tx: ReadTx, faults: Fault[]): Promise<void> {
  const { rows } = await tx.client.query<{ name: string; is_gone: boolean }>(
    `with told as (
       select chain, object_id, after, detail::json as said from events
       where action = 'instructions.assign'
     )
     select coalesce(a.study_id, t.chain) || '/' || coalesce(a.reader_id, t.object_id) as name,
       a.reader_id is null as is_gone
     from told t full join instruction_arms a on a.study_id = t.chain and a.reader_id = t.object_id
     where a.hash is distinct from t.after or a.arm is distinct from t.said ->> 'arm'
       or a.place is distinct from (t.said ->> 'place')::integer
     order by 1`,
  );
  for (const { name, is_gone } of rows) {
    faults.push({
      part: `instruction arm ${name}`,
      kind: is_gone ? 'missing' : 'changed',
      sentence: is_gone
        ? `Instruction arm ${name} is missing; the log tells of it.`
        : `Instruction arm ${name} is not what the log says of it.`,
    });
  }
}

async function checkBlob(store: Store, faults: Fault[], hash: string): Promise<void> {
  try {
    const { bytes } = await store.blobs.stream(hash);
    for await (const _chunk of bytes) {
      // Reading it to the end checks it.
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const isMissing = error.code === 'store/blob-missing';
    faults.push({
      part: `blob ${hash}`,
      kind: isMissing ? 'missing' : 'changed',
      sentence: isMissing
        ? `Blob ${hash} is missing.`
        : `Blob ${hash} was changed after it was written.`,
    });
  }
}
