import { listConsensusLabels, listOrders } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../../test/support/visitor.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
beforeAll(async () => {
  room = await testRoom();
}, 120_000);
afterAll(async () => room?.remove());

type Person = Visitor & { readonly id: string };

describe('cases that are read again', () => {
  it('are dealt to others or to the same readers, and their labels settle anew', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const people: Person[] = [];
    for (const name of ['ann', 'ben', 'cyd', 'dan']) {
      people.push(await invite(room, owner, studyId, 'reader', name));
    }
    const cases = await addCases(owner, studyId, 6);
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const document = smallProtocol(
      studyId,
      cases,
      people.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      {
        reads: { perCase: 2 },
        adjudication: { kind: 'none', otherwise: 'majority' },
        instructions: smallInstructions(images[0]?.record.imageId ?? ''),
      },
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const [caseId = ''] = cases;
    const again = (body: { by?: 'others' | 'same'; count?: number; why: string }) =>
      owner.client.rereadCase({ params: { studyId, caseId }, body });
    await expect(again({ why: 'Too early.' })).rejects.toThrow(/being read still/);

    const read = (reader: Person, answer: string) =>
      readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        () => answer,
      );
    for (const reader of people) await read(reader, 'no');
    await owner.client.settleConsensus({ params });
    const labelOf = async () => {
      const { labels } = await owner.client.consensus({ params, query: { case: caseId } });
      return labels.map(({ label, method, version }) => {
        const value = label?.outcome === 'answered' && label.value.kind === 'single';
        return [value ? (label.value as { value: string }).value : null, method, version];
      });
    };
    expect(await labelOf()).toEqual([['no', 'agreement', 1]]);
    const { store } = room.server;
    const ordersOf = async () => {
      const newest = new Map<string, readonly { taskId: string; purpose: string }[]>();
      for (const row of await store.read((tx) => listOrders(tx, studyId))) {
        newest.set(row.readerId, (row.document as { entries: never[] }).entries);
      }
      return newest;
    };
    const before = await ordersOf();
    const stateOf = async () =>
      (await owner.client.progress({ params, query: {} })).cases.find(
        (one) => one.caseId === caseId,
      )?.state;
    expect(await stateOf()).toBe('settled');

    // One more reader, at the end of an order; nothing that stood there moved.
    const answersBefore = await owner.client.caseAnswers({ params: { studyId, caseId } });
    const first = new Set(answersBefore.answers.map(({ readerId }) => readerId));
    const why = 'Suspect 1 of the search for label errors.';
    const asked = await again({ by: 'others', why });
    expect(asked).toMatchObject({ caseId, by: 'others', asked: 1, pending: 1, why, isNew: true });
    const after = await ordersOf();
    const grown = [...after].filter(([id, own]) => own.length > (before.get(id)?.length ?? 0));
    expect(grown).toHaveLength(1);
    for (const [id, own] of after) {
      const old = before.get(id) ?? [];
      expect(own.slice(0, old.length)).toEqual(old);
      expect(own.slice(old.length).map(({ purpose }) => purpose)).toEqual(
        id === grown[0]?.[0] ? ['reread'] : [],
      );
    }
    expect(first.has(grown[0]?.[0] ?? '')).toBe(false);
    expect(await labelOf()).toEqual([]);
    expect(await stateOf()).toBe('reading');
    expect((await owner.client.settleConsensus({ params })).open).toBe(1);

    // Asked again it is the same, whatever is asked.
    const logged = async () =>
      (await owner.client.studyLog({ params, query: { limit: 5000 } })).events.filter(
        ({ action }) => action === 'case.reread',
      );
    expect(await again({ by: 'same', count: 3, why: 'Clicked twice.' })).toEqual({
      ...asked,
      isNew: false,
    });
    expect(await ordersOf()).toEqual(after);
    expect(await logged()).toMatchObject([{ why, detail: '{"by":"others","readers":1}' }]);
    expect((await owner.client.rereads({ params })).rereads).toMatchObject([
      { caseId, asked: 1, pending: 1, why },
    ]);
    const { threads } = await owner.client.threads({ params });
    expect(threads.map((one) => [one.caseId, one.messages[0]?.body])).toEqual([[caseId, why]]);

    // The readers are told nothing of it but that there is a case more.
    const third = people.find(({ id }) => id === grown[0]?.[0]);
    if (third === undefined) throw new Error('no third reader');
    const next = await third.client.nextTask({ params, body: {} });
    expect(next.kind).toBe('task');
    expect(JSON.stringify(next)).not.toMatch(/reread|case-/);
    // A reader who is suspended leaves it to another.
    await owner.client.suspendReader({
      params: { studyId, readerId: third.id },
      body: { why: 'Read the wrong side.' },
    });
    const { rereads } = await owner.client.rereads({ params });
    expect(rereads).toMatchObject([{ asked: 1, pending: 1 }]);
    const fourth = people.find(({ id }) => id !== third.id && !first.has(id));
    if (fourth === undefined) throw new Error('no fourth reader');
    // All three answers count: two against one, where there is nobody to decide.
    for (const reader of people.filter(({ id }) => id !== third.id)) await read(reader, 'yes');
    expect((await owner.client.rereads({ params })).rereads).toMatchObject([{ pending: 0 }]);
    await owner.client.settleConsensus({ params });
    const answers = (await owner.client.caseAnswers({ params: { studyId, caseId } })).answers;
    expect(answers.filter(({ purpose }) => purpose === 'reread')).toMatchObject([
      { readerId: fourth.id, repeatOf: null },
    ]);
    expect(await labelOf()).toEqual([['no', 'majority', 3]]);

    // Those who have read it, once more: now they agree on the other answer.
    const same = await again({ by: 'same', why: 'They may have mixed it up.' });
    expect(same).toMatchObject({ by: 'same', asked: 3, pending: 3, isNew: true });
    expect(await labelOf()).toEqual([]);
    for (const reader of people.filter(({ id }) => id !== third.id)) await read(reader, 'yes');
    await owner.client.settleConsensus({ params });
    expect(await labelOf()).toEqual([['yes', 'agreement', 5]]);
    const rows = await store.read((tx) => listConsensusLabels(tx, studyId));
    expect(rows).toHaveLength(6);
    const repeats = (await owner.client.caseAnswers({ params: { studyId, caseId } })).answers
      .filter(({ purpose, repeatOf }) => purpose === 'reread' && repeatOf !== null)
      .map(({ readerId }) => readerId);
    expect(new Set(repeats)).toEqual(new Set([...first, fourth.id]));

    // Agreement rests on the planned readings alone; nobody is left who does not know the case.
    const csv = await owner.client.export({ params: { studyId, name: 'readings.csv' } });
    expect(new TextDecoder().decode(csv.bytes)).not.toContain('reread');
    await expect(again({ by: 'others', why: 'Once more.' })).rejects.toThrow(/No reader is left/);
    const check = await owner.client.verifyStudyLog({ params });
    expect(check.faults).toEqual([]);
  }, 240_000);
});
