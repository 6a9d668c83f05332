import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listZip, unzipEntry } from '@equipoise/imaging/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  room = await testRoom({ limits: { signInsAMinute: 10_000, answersHere: 3 } });
}, 120_000);
afterAll(async () => room?.remove());

describe('long lists', () => {
  it('are found, sorted and paged by the server', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const names = await addCases(owner, studyId, 7);
    const all = await owner.client.images({ params });
    expect(all.total).toBe(7);
    const [first] = all.images;
    if (first === undefined) throw new Error('no image');
    // One more image in no case, and a case with attributes, of an image that another has as well.
    const { images: loose } = await owner.client.importImages({
      params,
      fields: { cases: 'none' },
      files: [{ name: 'x.dcm', bytes: new Uint8Array(16).fill(99) }],
    });
    await owner.client.addCase({
      params,
      body: {
        caseId: 'a-late-one',
        patientId: 'Patient-9',
        imageIds: [first.record.imageId],
        attributes: [{ name: 'view', value: 'Lateral' }],
      },
    });

    const sorted = [...names, 'a-late-one'].sort();
    const caseIds = async (
      query: NonNullable<Parameters<typeof owner.client.cases>[0]['query']>,
    ) => {
      const { total, cases } = await owner.client.cases({ params, query });
      return { total, cases: cases.map(({ caseId }) => caseId) };
    };
    expect(await caseIds({})).toEqual({ total: 8, cases: sorted });
    expect(await caseIds({ from: 2, count: 3 })).toEqual({ total: 8, cases: sorted.slice(2, 5) });
    expect(await caseIds({ from: 8 })).toEqual({ total: 8, cases: [] });
    expect(await caseIds({ count: 0 })).toEqual({ total: 8, cases: [] });
    expect(await caseIds({ sort: '-name', count: 2 })).toEqual({
      total: 8,
      cases: sorted.toReversed().slice(0, 2),
    });
    expect((await caseIds({ sort: '-added', count: 1 })).cases).toEqual(['a-late-one']);
    for (const find of ['late', 'LATERAL', 'patient-9', 'view lat']) {
      expect(await caseIds({ find })).toEqual({ total: 1, cases: ['a-late-one'] });
    }
    expect((await caseIds({ find: '%' })).total).toBe(0);
    const shown = await owner.client.case({ params: { ...params, caseId: 'a-late-one' } });
    expect(shown.record).toMatchObject({ frameCount: 1, patientId: 'Patient-9' });

    const free = await owner.client.images({ params, query: { free: 'true' } });
    expect(free.total).toBe(1);
    expect(free.images[0]?.record.imageId).toBe(loose[0]?.record.imageId);
    const found = await owner.client.images({ params, query: { find: 'late-one' } });
    expect(found.images.map(({ record }) => record.imageId)).toEqual([first.record.imageId]);
    expect(found.images[0]?.caseIds).toEqual(['a-late-one', first.caseIds[0]].sort());
    const last = await owner.client.images({ params, query: { sort: '-added', count: 1 } });
    expect(last).toMatchObject({ total: 8, images: free.images });

    // A case that is taken out is in no list.
    await owner.client.removeCase({
      params: { ...params, caseId: 'a-late-one' },
      query: { why: 'A test of the lists.' },
    });
    expect((await caseIds({ find: 'late' })).total).toBe(0);
    expect((await owner.client.images({ params, query: { find: 'late-one' } })).total).toBe(0);
  }, 120_000);

  it('number new cases behind those that were taken out, and behind those of an import beside', async (context) => {
    if (room === null) return context.skip();
    const owner = room.visitor();
    await owner.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    const { studyId } = await owner.client.addStudy({ body: { title: 'Numbers' } });
    const params = { studyId };
    await addCases(owner, studyId, 3);
    for (const caseId of ['case-0001', 'case-0003']) {
      await owner.client.removeCase({ params: { studyId, caseId }, query: { why: 'A test.' } });
    }
    const take = (from: number) =>
      owner.client.importImages({
        params,
        fields: { cases: 'image' },
        files: [0, 1].map((at) => ({
          name: 'x.dcm',
          bytes: new Uint8Array(16).fill(100 + from + at),
        })),
      });
    expect((await take(0)).images.map(({ caseId }) => caseId)).toEqual(['case-0004', 'case-0005']);
    const beside = await Promise.all([2, 4, 6].map(take));
    expect(beside.flatMap(({ images }) => images.map(({ caseId }) => caseId)).sort()).toEqual(
      [6, 7, 8, 9, 10, 11].map((number) => `case-${String(number).padStart(4, '0')}`),
    );
  }, 120_000);

  it('tell of a gallery what is there now', async (context) => {
    if (room === null) return context.skip();
    const owner = room.visitor();
    await owner.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    const { studyId } = await owner.client.addStudy({ body: { title: 'A gallery' } });
    const params = { studyId };
    const readers = [];
    for (const name of ['dora', 'emil']) {
      readers.push(await invite(room, owner, studyId, 'reader', name));
    }
    const names = await addCases(owner, studyId, 5);
    const before = await owner.client.gallery({ params });
    expect(before.total).toBe(5);
    expect(before.filters).toEqual([{ name: 'use', values: ['unused'] }]);
    const { images } = await owner.client.images({ params });
    const document = {
      ...smallProtocol(
        studyId,
        names,
        readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      ),
      reads: { perCase: 2 },
      adjudication: { kind: 'none' },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const filterOf = (...pairs: readonly (readonly [string, string])[]) => ({
      filter: JSON.stringify(pairs),
    });
    const inA = await owner.client.gallery({ params, query: filterOf(['site', 'A']) });
    expect(inA.total).toBe(3);
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    for (const reader of readers) {
      await readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        (n) => (n <= 2 ? 'yes' : 'no'),
      );
    }
    await owner.client.settleConsensus({ params });
    const yes = await owner.client.gallery({ params, query: filterOf(['nodule', 'yes']) });
    expect(yes.cases.map(({ caseId }) => caseId)).toEqual(names.slice(0, 2));
    expect(yes.cases[0]).toMatchObject({
      use: 'measured',
      images: [{ frameCount: 1 }],
      labels: [{ questionId: 'nodule', text: 'yes' }],
    });
    const both = await owner.client.gallery({
      params,
      query: filterOf(['nodule', 'yes'], ['nodule', 'no'], ['site', 'A']),
    });
    expect(both.total).toBe(3);
    const one = await owner.client.gallery({
      params,
      query: filterOf(['case', names[3] ?? ''], ['nodule', 'no']),
    });
    expect(one.cases.map(({ caseId }) => caseId)).toEqual([names[3]]);
    const page = await owner.client.gallery({ params, query: { from: 4, count: 3 } });
    expect(page).toMatchObject({ total: 5, cases: [{ caseId: names[4] }] });
    expect(page.filters.find(({ name }) => name === 'nodule')?.values).toEqual(['no', 'yes']);

    // Ten answers are more than this server exports by itself.
    const { bytes } = await owner.client.export({ params: { ...params, name: 'study.zip' } });
    const entries = new Map(
      listZip(bytes).map((entry) => [entry.name, unzipEntry(bytes, entry)] as const),
    );
    const lines = Buffer.from(entries.get('answers.jsonl') ?? [])
      .toString('utf8')
      .trimEnd();
    expect(lines.split('\n')).toHaveLength(10);
    const graph = JSON.parse(
      Buffer.from(entries.get('provenance.jsonld') ?? []).toString('utf8'),
    ) as { readonly '@graph': readonly { readonly 'eq:source'?: string }[] };
    const sources = graph['@graph'].map((node) => node['eq:source']);
    expect(sources.filter((source) => source === 'consensus')).toHaveLength(5);
    expect(sources.filter((source) => source === 'human')).toHaveLength(10);
    const dataset = JSON.parse(
      Buffer.from(entries.get('croissant.json') ?? []).toString('utf8'),
    ) as { readonly distribution: readonly { readonly '@id': string; readonly sha256: string }[] };
    for (const { '@id': name, sha256 } of dataset.distribution) {
      const own = createHash('sha256').update(entries.get(name) ?? new Uint8Array());
      expect([name, own.digest('hex')]).toEqual([name, sha256]);
    }
    const work = join(room.folder, 'work');
    expect(readdirSync(work).filter((name) => name.startsWith('export-'))).toEqual([]);
  }, 120_000);
});
