import { createHash } from 'node:crypto';
import {
  amendProtocol,
  diffProtocols,
  hashJson,
  lockProtocol,
  needsReread,
  parseStudyProtocol,
  readerProtocol,
  readProtocol,
  sha256Hex,
  studyTemplates,
} from '@equipoise/annotation';
import { canonicalJson, hasCode } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { says, smallDocument, smallProtocol } from '../reading-room.ts';

const lock = { at: '2026-01-05T09:00:00.000Z', by: 'owner' };

describe('hashes', () => {
  it('sha256Hex equals the platform for every length around the block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
    for (let length = 50; length < 70; length += 1) {
      const text = 'é'.repeat(length);
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
  it('the order of keys changes no hash, the order of lists does', () => {
    expect(hashJson({ a: 1, b: [1, 2] })).toBe(hashJson({ b: [1, 2], a: 1 }));
    expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]));
    expect(canonicalJson({ b: undefined, a: 'x' })).toBe('{"a":"x"}');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  });
});

describe('reading a protocol', () => {
  it('writes out every default, so that reading twice gives the same hash', () => {
    const once = smallProtocol();
    expect(hashJson(parseStudyProtocol(JSON.parse(JSON.stringify(once))))).toBe(hashJson(once));
    expect(once.questions[0]?.isRequired).toBe(true);
  });

  const wrong: [string, Record<string, unknown>, string, RegExp][] = [
    ['a wrong kind', { title: 5 }, 'title', /wants text, got a number/],
    ['a missing key', { reads: undefined }, 'reads', /is missing/],
    ['an unknown key', { colour: 'red' }, 'the root', /no key "colour"/],
    [
      'an unknown kind of question',
      { questions: [{ id: 'q', kind: 'guess', text: 'x' }] },
      'questions[0] (q) › kind',
      /none of the kinds/,
    ],
    [
      'a condition on a later question',
      {
        questions: [
          { id: 'a', kind: 'text', text: 'A', showWhen: { question: 'b', is: ['x'] } },
          { id: 'b', kind: 'text', text: 'B' },
        ],
        instructions: {},
      },
      'questions[0] (a) › showWhen',
      /no earlier question/,
    ],
    [
      'a reference answer that is none',
      { cases: [{ caseId: 'secret-name', reference: [says('perhaps')] }] },
      'cases[0] › reference',
      /none of the options/,
    ],
    [
      'an adjudicated question that is none',
      { adjudication: { kind: 'none', questions: ['x'] } },
      'adjudication › questions[0]',
      /names no question/,
    ],
    [
      'a case twice',
      { cases: [{ caseId: 'a' }, { caseId: 'a' }], order: {} },
      'cases[1] › caseId',
      /second time/,
    ],
    [
      'an exam on an answer that is none',
      {
        exam: {
          reading: { questionId: 'finding', positive: ['maybe'] },
          pass: [{ measure: 'accuracy', atLeast: 0.8 }],
        },
      },
      'exam › reading › positive[0]',
      /none of the answers/,
    ],
    ['a newer version', { schemaVersion: 2 }, 'schemaVersion', /reads up to 1/],
  ];
  for (const [name, parts, place, message] of wrong) {
    it(`names the place and the mend of ${name}`, () => {
      const { protocol, issues } = readProtocol(JSON.parse(JSON.stringify(smallDocument(parts))));
      expect(protocol).toBeNull();
      expect(issues[0]?.place).toBe(place);
      expect(issues[0]?.message).toMatch(message);
      expect(issues[0]?.mend).not.toBe('');
      expect(JSON.stringify(issues)).not.toContain('secret-name');
    });
  }

  it('names of prototypes and deep nesting are refused, and change nothing', () => {
    const trap = JSON.parse('{"schemaVersion":1,"cases":[{"strata":{"__proto__":{"x":1}}}]}');
    expect(readProtocol(trap).issues[0]?.message).toMatch(/__proto__/);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    let deep: unknown = { question: 'a', is: ['x'] };
    for (let i = 0; i < 100_000; i += 1) deep = { not: deep };
    expect(readProtocol(smallDocument({ questions: [{ showWhen: deep }] })).protocol).toBeNull();
  });

  it('a parse error carries the code, the first place and how many more there are', () => {
    try {
      parseStudyProtocol(smallDocument({ title: 5, seed: 'x' }));
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'annotation/bad-protocol')).toBe(true);
      expect(String(error)).toMatch(/1 more places are wrong/);
    }
  });
});

describe('locking', () => {
  it('a class without an example picture blocks the lock, and is named', () => {
    const document = smallDocument({
      instructions: {
        labels: [{ questionId: 'finding', label: 'yes', examples: [{ imageId: 'i' }] }],
      },
    });
    expect(parseStudyProtocol(document).title).toBe('A study');
    expect(() => lockProtocol(document, lock)).toThrow(/options\[1\].*no example picture for "No"/);
    expect(lockProtocol(smallDocument(), lock).hash).toMatch(/^[0-9a-f]{64}$/);
  });
  it('too few readers, no gold, no plan and no wash-out block the lock', () => {
    const places = (parts: Record<string, unknown>) =>
      readProtocol(smallDocument(parts)).issues.map((issue) => issue.place);
    expect(places({ readers: [{ readerId: 'r', roles: ['reader'] }] })).toContain('readers');
    expect(places({ gold: { rate: 0.1 } })).toContain('gold');
    expect(places({ analysisPlan: ' ' })).toContain('analysisPlan');
    expect(places({ arms: { design: 'crossover', arms: [{ id: 'a' }, { id: 'b' }] } })).toContain(
      'arms › washOutDays',
    );
    expect(places({ adjudication: { kind: 'senior' } })).toContain('readers');
    expect(places({})).toEqual([]);
  });
  it('a change of the instructions asks for a new reading of them, a change of the title does not', () => {
    const locked = lockProtocol(smallDocument(), lock);
    const { protocol } = locked;
    const words = amendProtocol(
      locked,
      { ...protocol, title: 'Other' },
      { ...lock, reason: 'typo' },
    );
    expect(words.rereads).toEqual([]);
    expect(words.locked.protocol.version).toBe(2);
    expect(words.locked.protocol.parent).toBe(locked.hash);
    expect(words.changes.map(({ path }) => path)).toEqual([['title']]);
    const told = amendProtocol(
      locked,
      { ...protocol, instructions: { ...protocol.instructions, text: 'Look twice.' } },
      { ...lock, reason: 'clearer' },
    );
    expect(told.rereads).toEqual([null]);
    expect(needsReread(locked.instructionsVersion, told.locked.protocol)).toBe(true);
    expect(needsReread(told.locked.instructionsVersion, told.locked.protocol)).toBe(false);
  });
  it('an amendment needs a reason and takes no case or question away', () => {
    const locked = lockProtocol(smallDocument(), lock);
    const { protocol } = locked;
    const amend = (next: typeof protocol, reason: string) =>
      amendProtocol(locked, next, { ...lock, reason });
    expect(() => amend({ ...protocol, title: 'x' }, ' ')).toThrow(/no reason/);
    expect(() => amend(protocol, 'why')).toThrow(/Nothing was changed/);
    expect(() => amend({ ...protocol, seed: 8 }, 'why')).toThrow(/seed/);
    expect(() => amend({ ...protocol, cases: protocol.cases.slice(1) }, 'why')).toThrow(
      /A case was taken/,
    );
  });
});

describe('differences', () => {
  it('entries are matched by their ids', () => {
    const a = smallProtocol();
    const moved = { ...a, readers: [...a.readers].reverse() };
    expect(diffProtocols(a, moved).map(({ kind }) => kind)).toEqual(['moved']);
    const [first, ...rest] = a.cases;
    const changed = { ...a, cases: [{ ...first!, explanation: 'x' }, ...rest.slice(1)] };
    expect(diffProtocols(a, changed)).toMatchObject([
      { path: ['cases', 'c01', 'explanation'], kind: 'changed', before: '""', after: '"x"' },
      { path: ['cases', 'c02'], kind: 'removed', touches: 'cases' },
    ]);
    expect(diffProtocols(a, smallProtocol())).toEqual([]);
  });
});

describe('what a reader gets', () => {
  it('holds no case, reference, reader, seed, arm or gold', () => {
    const locked = lockProtocol(
      smallDocument({
        cases: [
          { caseId: 'canary-case', strata: { site: 'canary-site' } },
          { caseId: 'canary-gold', use: 'gold', strata: { site: 'B' }, reference: [says('yes')] },
        ],
        gold: { rate: 0.2 },
        repeats: { rate: 0.1 },
        arms: { design: 'split', arms: [{ id: 'canary-arm', model: 'from-the-start' }] },
        readers: [
          { readerId: 'canary-reader', roles: ['reader'] },
          { readerId: 'canary-other', roles: ['reader'] },
        ],
      }),
      lock,
    );
    const text = JSON.stringify(readerProtocol(locked));
    expect(text).not.toMatch(/canary|gold|repeat|seed|strata|arms/);
    expect(text).toContain('Is it there?');
  });
});

describe('templates', () => {
  it('each reads as it stands and lacks only what a study must fill in', () => {
    for (const { document, id } of studyTemplates) {
      const { protocol, issues } = readProtocol(document);
      expect(protocol?.template).toBe(id);
      expect(issues.every((issue) => issue.blocks === 'lock')).toBe(true);
      expect(issues.length).toBeGreaterThan(0);
    }
  });
});
