import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../../test/support/visitor.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  said,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

type Somebody = Visitor & { readonly id: string };

const readerNames = ['ann', 'ben', 'cyd'] as const;
const judgeNames = ['jo', 'kim', 'lee'] as const;

let room: TestRoom | null = null;
let owner: Somebody;
const people = new Map<string, Somebody>();

/** Everybody of one study, by name; asked of one that is not there, it throws. */
const of = (name: string): Somebody => {
  const found = people.get(name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
};

beforeAll(async () => {
  room = await testRoom();
  if (room === null) return;
  const made = await ownerAndStudy(room);
  owner = made.owner;
  for (const name of readerNames) {
    people.set(name, await invite(room, owner, made.studyId, 'reader', name));
  }
  for (const name of judgeNames) {
    people.set(name, await invite(room, owner, made.studyId, 'adjudicator', name));
  }
}, 120_000);
afterAll(async () => {
  await room?.remove();
});

/**
 * A study of one case that the readers have read, each as told.
 *
 * @returns its id and that of its only adjudication, as whoever is asked finds it
 */
async function disagreed(
  adjudication: Readonly<Record<string, unknown>>,
  answers: readonly string[],
): Promise<{ readonly studyId: string; readonly adjudicationId: string }> {
  const { studyId } = await owner.client.addStudy({ body: { title: 'One case' } });
  const params = { studyId };
  const readers = readerNames.slice(0, answers.length);
  const judges = ['cyd', ...judgeNames].filter((name) => !readers.some((one) => one === name));
  for (const name of [...readers, ...judges]) {
    const role = readers.some((one) => one === name) ? 'reader' : 'adjudicator';
    await owner.client.setMember({
      params: { studyId, accountId: of(name).id },
      body: { role, state: 'active', why: 'Takes part.' },
    });
  }
  const cases = await addCases(owner, studyId, 1);
  const { images } = await owner.client.images({ params });
  const document = smallProtocol(
    studyId,
    cases,
    [
      ...readers.map((name) => ({ readerId: of(name).id, roles: ['reader'] })),
      ...judges.map((name) => ({ readerId: of(name).id, roles: ['adjudicator'] })),
    ],
    {
      adjudication,
      reads: { perCase: answers.length },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
    },
  );
  await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.client.lockProtocol({ params, body: { version: 1 } });
  for (const [at, name] of readers.entries()) {
    await readAll(
      of(name),
      studyId,
      () => 1,
      () => answers[at] ?? '',
    );
  }
  for (const name of [...readers, ...judges]) {
    const { adjudications } = await of(name).client.adjudications({ params });
    const [found] = adjudications;
    if (found !== undefined) return { studyId, adjudicationId: found.adjudicationId };
  }
  throw new Error('nobody is asked to decide');
}

type Place = Awaited<ReturnType<typeof disagreed>>;
type Body = Parameters<Somebody['client']['decide']>[0]['body'];

async function sees(name: string, params: Place) {
  return of(name).client.adjudication({ params });
}

/** Sends a decision on the case as it stands. */
async function decides(name: string, params: Place, body: Omit<Body, 'expectedVersion'>) {
  const { version } = await sees(name, params);
  return of(name).client.decide({ params, body: { expectedVersion: version, ...body } });
}

const readsBlind = (name: string, params: Place, value: string) =>
  decides(name, params, { action: 'read', answers: [said(value)] });

const problem = (error: unknown): unknown => {
  const { code, status } = problemOf(error) ?? {};
  return { code, status };
};

/** What the only label of a study says, and how it came about. */
async function labelOf({ studyId }: Place): Promise<unknown> {
  await owner.client.settleConsensus({ params: { studyId } });
  const { labels } = await owner.client.consensus({ params: { studyId } });
  expect(labels).toHaveLength(1);
  const [label] = labels;
  return { method: label?.method, value: Object(Object(label?.label).value).value ?? null };
}

const nobody = (view: unknown): void => {
  for (const { id } of people.values()) expect(JSON.stringify(view)).not.toContain(id);
};

describe('a case on which readers disagree', () => {
  it('goes to a third reader, who reads blind and sees nothing of the others', async (context) => {
    if (room === null) return context.skip();
    const place = await disagreed({ kind: 'third-reader' }, ['no', 'yes']);
    const view = await sees('jo', place);
    expect(view).toMatchObject({ rule: 'third-reader', stage: 'blind-read', reads: [], round: 1 });
    expect(await sees('ann', place).catch(problem)).toEqual({
      code: 'room/not-found',
      status: 404,
    });
    const bare = await decides('jo', place, {
      action: 'accept',
      accepted: 'A',
      reason: 'So.',
    }).catch(problem);
    expect(bare).toMatchObject({
      status: expect.toSatisfy((code) => code === 403 || code === 422),
    });
    const done = await readsBlind('jo', place, 'yes');
    expect(done).toMatchObject({ state: 'decided', isMyTurn: false, reads: [] });
    expect(await labelOf(place)).toEqual({ method: 'third-reader', value: 'yes' });
    // Three ways: no majority, and the protocol says what then.
    const open = await disagreed({ kind: 'third-reader', otherwise: 'senior' }, ['no', 'yes']);
    expect((await readsBlind('jo', open, 'ungradable')).state).toBe('begun');
    expect((await sees('jo', open)).isMyTurn).toBe(false);
    expect(await sees('kim', open)).toMatchObject({ stage: 'blind-read', isMyTurn: true });
    await readsBlind('kim', open, 'no');
    const bench = await sees('kim', open);
    expect(bench.reads).toHaveLength(4);
    nobody(bench);
    await decides('kim', open, { action: 'keep', reason: 'Both views show it.' });
    expect(await labelOf(open)).toEqual({ method: 'senior', value: 'no' });
  });

  it('goes to a panel: votes are blind, then each sees what was said, until its quorum', async (context) => {
    if (room === null) return context.skip();
    const rule = {
      kind: 'panel',
      panelSize: 3,
      quorum: 1,
      rounds: 2,
      hasOwnReadFirst: true,
      rubric: [{ id: 'edge', text: 'Is the edge clear?' }],
    };
    const place = await disagreed(rule, ['no', 'yes']);
    for (const [name, value] of [
      ['jo', 'yes'],
      ['kim', 'yes'],
      ['lee', 'no'],
    ] as const) {
      const view = await sees(name, place);
      expect(view).toMatchObject({ stage: 'blind-read', round: 1, reads: [] });
      await readsBlind(name, place, value);
    }
    // Not all of the panel said the same: the second round is the same three, no one else.
    expect(await sees('cyd', place).catch(problem)).toMatchObject({ status: 404 });
    const second = await sees('jo', place);
    expect(second).toMatchObject({ stage: 'decide', round: 2, isMyTurn: true });
    expect(second.reads).toHaveLength(5);
    expect(second.reads.filter(({ isOwn }) => isOwn)).toHaveLength(1);
    nobody(second);
    const rubric = [{ id: 'edge', text: 'Sharp.' }];
    expect(
      await decides('jo', place, { action: 'keep', reason: ' ' }).catch(problem),
    ).toMatchObject({ status: expect.any(Number) });
    await decides('jo', place, { action: 'keep', reason: 'I see it.', rubric });
    // A vote of this round is not told to those who have yet to vote in it.
    const third = await sees('lee', place);
    expect(JSON.stringify(third.reads)).not.toContain('I see it.');
    await decides('kim', place, { action: 'keep', reason: 'So do I.', rubric });
    const other = third.reads.find(
      ({ answers }) => JSON.stringify(answers) === JSON.stringify([said('yes')]),
    );
    const done = await decides('lee', place, {
      action: 'accept',
      accepted: other?.letter ?? '',
      reason: 'Now I see it.',
      rubric,
    });
    expect(done.state).toBe('decided');
    expect(await labelOf(place)).toEqual({ method: 'panel', value: 'yes' });
  });

  it('goes around its readers, each speaking to the rubric, until all agree', async (context) => {
    if (room === null) return context.skip();
    const rule = {
      kind: 'round-robin',
      rounds: 2,
      rubric: [
        { id: 'edge', text: 'Is the edge clear?' },
        { id: 'size', text: 'How large?' },
      ],
    };
    const place = await disagreed(rule, ['no', 'yes', 'yes']);
    // Nobody but its readers is asked.
    expect(await sees('jo', place).catch(problem)).toMatchObject({ status: 404 });
    const rubric = [
      { id: 'edge', text: 'Sharp on the left.' },
      { id: 'size', text: 'Six pixels.' },
    ];
    const seen: string[] = [];
    for (;;) {
      const views = await Promise.all(
        readerNames.map(async (name) => ({
          name,
          view: await sees(name, place).catch(() => null),
        })),
      );
      const turn = views.find(({ view }) => view?.isMyTurn);
      if (turn === undefined || turn.view === null) break;
      // One at a time; the others, if they see it at all, see no answers.
      expect(views.filter(({ view }) => view?.isMyTurn)).toHaveLength(1);
      for (const { view } of views) if (view?.isMyTurn === false) expect(view.reads).toEqual([]);
      const { name, view } = turn;
      expect(view).toMatchObject({ stage: 'decide', rule: 'round-robin' });
      expect(view.reads).toHaveLength(3);
      nobody(view);
      if (seen.length > 0) expect(JSON.stringify(view.reads)).toContain('Sharp on the left.');
      const short = { action: 'keep', reason: 'As before.', rubric: rubric.slice(1) } as const;
      expect(await decides(name, place, short).catch(problem)).toMatchObject({ status: 403 });
      const yes = view.reads.find(
        ({ answers, isOwn }) => !isOwn && JSON.stringify(answers) === JSON.stringify([said('yes')]),
      );
      await decides(
        name,
        place,
        name === 'ann' && seen.includes('ann')
          ? { action: 'accept', accepted: yes?.letter ?? '', reason: 'Seen now.', rubric }
          : { action: 'keep', reason: 'As before.', rubric },
      );
      seen.push(name);
    }
    // Everybody spoke, and the one who differed came round in the second round.
    expect(new Set(seen.slice(0, 3)).size).toBe(3);
    expect(seen.at(-1)).toBe('ann');
    expect(await labelOf(place)).toEqual({ method: 'round-robin', value: 'yes' });
    const { bytes } = await owner.client.export({
      params: { studyId: place.studyId, name: 'adjudicated.csv' },
    });
    const rows = new TextDecoder().decode(bytes);
    expect(rows.match(/Sharp on the left\./g)).toHaveLength(seen.length);
    expect(rows).toContain('Seen now.');
  });
});
