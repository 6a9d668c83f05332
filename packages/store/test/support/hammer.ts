import {
  answerHistory,
  answerOf,
  answersAt,
  hashDocument,
  listAnswers,
  type Store,
  saveAnswer,
  verifyStore,
} from '../../src/index.ts';
import { seededRandom } from './seeded.ts';
import { answerTo } from './small-study.ts';

/** What many writers on few answers came to. */
export interface HammerResult {
  readonly saves: number;
  readonly conflicts: number;
  /** Saves that were acknowledged and are not in the history with their document. */
  readonly lost: number;
  readonly faults: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly savesPerSecond: number;
}

/**
 * Lets writers save to the same answers. A writer that gets a conflict must have got both versions; it
 * saves again on the one stored. At the end every acknowledged save is looked for in the history, the
 * history is replayed at several instants, and the whole store is checked.
 */
export async function hammer(
  store: Store,
  studyId: string,
  assignmentIds: readonly string[],
  writers: number,
  savesEach: number,
): Promise<HammerResult> {
  const acknowledged: {
    readonly id: string;
    readonly version: number;
    readonly hash: string;
    readonly at: string;
  }[] = [];
  const took: number[] = [];
  let conflicts = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const random = seededRandom(writer + 1);
      // What a reader's tab believes to be stored; others make it stale.
      const known = new Map<string, number>();
      for (let save = 0; save < savesEach; save += 1) {
        const id = assignmentIds[Math.floor(random() * assignmentIds.length)] ?? '';
        const document = { writer, save, shapes: Array.from({ length: 20 }, () => random()) };
        const requestId = `${writer}-${save}`;
        for (;;) {
          const before = performance.now();
          const result = await store.change({ actor: `w${writer}` }, (tx) =>
            saveAnswer(tx, answerTo(id, known.get(id) ?? 0, document, requestId)),
          );
          took.push(performance.now() - before);
          if ('saved' in result) {
            const { version, hash, savedAt } = result.saved;
            known.set(id, version);
            acknowledged.push({ id, version, hash, at: savedAt });
            break;
          }
          const { stored, offered } = result.conflict;
          if (stored === null || offered !== document)
            throw new Error('a conflict lacks a version');
          conflicts += 1;
          known.set(id, stored.version);
        }
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    Math.round(took[Math.floor(took.length * share)] ?? 0);
  return {
    saves: acknowledged.length,
    conflicts,
    lost: await countLost(store, studyId, acknowledged),
    faults: (await verifyStore(store)).faults.length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    savesPerSecond: Math.round(acknowledged.length / seconds),
  };
}

async function countLost(
  store: Store,
  studyId: string,
  acknowledged: readonly {
    readonly id: string;
    readonly version: number;
    readonly hash: string;
    readonly at: string;
  }[],
): Promise<number> {
  return store.read(async (tx) => {
    let lost = 0;
    const answers = await listAnswers(tx, studyId);
    for (const id of new Set(acknowledged.map((one) => one.id))) {
      const own = acknowledged.filter((one) => one.id === id);
      const answer = await answerOf(tx, id);
      const history = await answerHistory(tx, answer?.id ?? '');
      for (const { version, hash } of own) {
        const kept = history[version - 1];
        if (kept?.hash !== hash || hashDocument(kept.document) !== hash) lost += 1;
      }
      // One version for each acknowledged save, no more: nobody overwrote anybody.
      if (history.length !== own.length || answer?.version !== own.length) lost += 1;
      if (history.at(-1)?.hash !== answer?.hash) lost += 1;
      for (const share of [0.1, 0.5, 1]) {
        const at = own.map((one) => one.at).sort()[Math.ceil(own.length * share) - 1] ?? '';
        const then = (await answersAt(tx, studyId, at)).find(
          ({ answerId }) => answerId === answer?.id,
        );
        const wanted = history.filter(({ savedAt }) => savedAt <= at).at(-1);
        if (then?.version !== wanted?.version) lost += 1;
      }
    }
    if (answers.length !== new Set(acknowledged.map((one) => one.id)).size) lost += 1;
    return lost;
  });
}
