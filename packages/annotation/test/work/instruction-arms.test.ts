import {
  amendProtocol,
  appendRecord,
  assignInstructions,
  columnPlaces,
  emptyColumns,
  exportedRecords,
  instructionsOfColumns,
  instructionsVersion,
  isInstructionAssignmentIntact,
  lockProtocol,
  needsReread,
  readerProtocol,
  readingsTable,
  readProtocol,
} from '@equipoise/annotation';
import type { InstructionAssignment } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbered, record, smallDocument, smallProtocol } from '../reading-room.ts';

const lock = { at: '2026-01-05T08:00:00.000Z', by: 'k' };

/** Instructions with an example of each answer, or of some. */
function told(text: string, labels: readonly string[] = ['yes', 'no']) {
  return {
    text,
    labels: labels.map((label) => ({
      questionId: 'finding',
      label,
      examples: [{ imageId: `example-${label}` }],
    })),
  };
}

const arms = (...ids: readonly string[]) => ({
  instructionArms: {
    arms: ids.map((id, at) => ({ id, instructions: at === 0 ? null : told(`As ${id} has it.`) })),
  },
});

const countBy = (list: readonly InstructionAssignment[], id: string): number =>
  list.filter(({ arm }) => arm === id).length;

describe('the instructions that readers are given', () => {
  it('are the same for the same seed, whatever the order in which readers are named', () => {
    const protocol = smallProtocol(arms('A', 'B'));
    const readers = numbered(9, 'r');
    const once = assignInstructions(protocol, readers);
    expect(assignInstructions(protocol, readers.toReversed())).toEqual(once);
    expect(once.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const other = assignInstructions({ ...protocol, seed: 8 }, readers);
    expect(other.map(({ readerId, arm }) => [readerId, arm])).not.toEqual(
      once.map(({ readerId, arm }) => [readerId, arm]),
    );
    expect(assignInstructions(smallProtocol(), readers)).toEqual([]);
  });
  it('differ by one reader at most between arms, at the lock and whenever somebody joined', () => {
    const ids = fc.constantFrom(['A', 'B'], ['A', 'B', 'C'], ['A', 'B', 'C', 'D', 'E']);
    const joins = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(ids, fc.nat(1000), fc.nat(20), joins, (names, seed, atLock, later) => {
        const protocol = { ...smallProtocol(arms(...names)), seed };
        const readers = numbered(atLock + 60, 'r');
        let next = atLock;
        const given = [...assignInstructions(protocol, readers.slice(0, atLock))];
        for (const count of [0, ...later]) {
          next += count;
          // Those who have some are named again, and keep theirs.
          given.push(...assignInstructions(protocol, readers.slice(0, next), given));
          const counts = names.map((name) => countBy(given, name));
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
        expect(new Set(given.map(({ readerId }) => readerId)).size).toBe(given.length);
        expect(given.every((one) => isInstructionAssignmentIntact(protocol, one))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it('fall on every reader and place with the same chance', () => {
    let first = 0;
    let ofR1 = 0;
    for (let seed = 0; seed < 400; seed += 1) {
      const given = assignInstructions({ ...smallProtocol(arms('A', 'B')), seed }, ['r1', 'r2']);
      if (given[0]?.arm === 'A') first += 1;
      if (given.find(({ readerId }) => readerId === 'r1')?.arm === 'A') ofR1 += 1;
    }
    // Four standard deviations of 400 tosses.
    expect(Math.abs(first - 200)).toBeLessThan(40);
    expect(Math.abs(ofR1 - 200)).toBeLessThan(40);
  });
  it('can be drawn again, and a change of one is seen', () => {
    const protocol = smallProtocol(arms('A', 'B'));
    const [one] = assignInstructions(protocol, ['r1']);
    const other = one?.arm === 'A' ? 'B' : 'A';
    expect(isInstructionAssignmentIntact(protocol, { ...one!, arm: other })).toBe(false);
    expect(isInstructionAssignmentIntact(protocol, { ...one!, readerId: 'r2' })).toBe(false);
    expect(isInstructionAssignmentIntact(smallProtocol(), one!)).toBe(false);
  });
});

describe('a protocol that compares instructions', () => {
  const issuesOf = (parts: Readonly<Record<string, unknown>>) =>
    readProtocol(smallDocument(parts)).issues.map(({ place, message }) => `${place} ${message}`);
  const withArms = (...instructions: readonly unknown[]) => ({
    instructionArms: {
      arms: instructions.map((one, at) => ({ id: 'AB'[at], instructions: one })),
    },
  });

  it('is not locked while a class has no example picture in any of its versions', () => {
    expect(issuesOf(withArms(null, told('Other.')))).toEqual([]);
    expect(issuesOf(withArms(null, told('Other.', ['yes'])))).toEqual([
      'instructionArms › arms[1] › questions[0] › options[1] has no example picture for "No"',
    ]);
    const lacking = smallDocument(withArms(told('One.', ['no']), told('Other.')));
    expect(() => lockProtocol(lacking, lock)).toThrow(/arms\[0\].*no example picture for "Yes"/);
  });
  it('has versions that differ, with names of their own, about questions that there are', () => {
    expect(issuesOf(withArms(null, null))).toEqual([
      'instructionArms › arms[1] › instructions says the same as another version',
    ]);
    expect(issuesOf(arms('A', 'A'))).toEqual([
      'instructionArms › arms[1] › id stands here a second time',
    ]);
    const foreign = { text: '', labels: [{ questionId: 'gone', label: 'yes' }] };
    expect(issuesOf(withArms(null, foreign))[0]).toContain('names no question');
    expect(issuesOf({ instructionArms: { arms: [{ id: 'A' }] } })[0]).toContain('fewer than 2');
  });
  it('keeps arms apart in amendments: only who is told something new confirms again', () => {
    const locked = lockProtocol(smallDocument(arms('A', 'B')), lock);
    const { protocol } = locked;
    const amend = (instructionArms: typeof protocol.instructionArms) =>
      amendProtocol(locked, { ...protocol, instructionArms }, { ...lock, reason: 'clearer' });
    const [a, b] = protocol.instructionArms!.arms;
    const next = { ...b!, instructions: { ...b!.instructions!, text: 'Look twice.' } };
    const amended = amend({ arms: [a!, next] });
    expect(amended.rereads).toEqual(['B']);
    const versionOf = (arm: string) => instructionsVersion(protocol, arm);
    expect(needsReread(versionOf('A'), amended.locked.protocol, 'A')).toBe(false);
    expect(needsReread(versionOf('B'), amended.locked.protocol, 'B')).toBe(true);
    // The study's own words are those of the arm that has none.
    const all = amendProtocol(
      locked,
      { ...protocol, instructions: { ...protocol.instructions, text: 'New.' } },
      { ...lock, reason: 'clearer' },
    );
    expect(all.rereads).toEqual([null, 'A']);
    expect(amend({ arms: [{ ...a!, title: 'plain' }, b!] }).rereads).toEqual([]);
    for (const other of [null, { arms: [a!, b!, { ...b!, id: 'C' }] }, { arms: [b!, a!] }]) {
      expect(() => amend(other)).toThrow(/annotation\/protocol-locked: The versions of the instr/);
    }
  });
  it('tells a reader the own version by its text, and nothing of the others', () => {
    const locked = lockProtocol(
      smallDocument({
        instructions: told('canary-study'),
        instructionArms: {
          arms: [
            { id: 'canary-a', title: 'canary-title', instructions: told('What A is told.') },
            { id: 'canary-b', title: 'canary-other', instructions: told('canary-words') },
          ],
        },
      }),
      lock,
    );
    const own = readerProtocol(locked, 'canary-a');
    expect(own.instructions.text).toBe('What A is told.');
    expect(own.instructionsVersion).toBe(instructionsVersion(locked.protocol, 'canary-a'));
    expect(JSON.stringify(own)).not.toMatch(/canary|[aA]rm/);
    // Nothing in the form of the answer tells of the experiment.
    const plain = readerProtocol(lockProtocol(smallDocument(), lock));
    expect(Object.keys(own)).toEqual(Object.keys(plain));
    expect(() => readerProtocol(locked, 'C')).toThrow(/annotation\/unknown-name/);
  });
});

describe('readings of a study that compares instructions', () => {
  const protocol = smallProtocol(arms('A', 'B'));
  const records = [
    record({ readerId: 'r2', caseId: 'c02', instructionArm: 'B', instructionsNumber: 3 }),
    record({ readerId: 'r1', caseId: 'c01', instructionArm: 'A', instructionsNumber: 2 }),
    record({ readerId: 'r2', caseId: 'c01', instructionArm: 'B', instructionsNumber: 5 }),
  ];

  it('name the arm in a column that other studies do not have', () => {
    const { columns, rows } = readingsTable(protocol, records);
    const at = columns.indexOf('instructions');
    expect(columns.slice(at - 2, at)).toEqual(['instructions_version', 'instructions_number']);
    expect(rows.map((row) => [row[0], row[2], row[at - 1], row[at]])).toEqual([
      ['c01', 'r1', 2, 'A'],
      ['c01', 'r2', 5, 'B'],
      ['c02', 'r2', 3, 'B'],
    ]);
    expect(readingsTable(smallProtocol(), records).columns).not.toContain('instructions');
  });
  it('give the same from columns, row by row', () => {
    const columns = emptyColumns(protocol);
    const places = columnPlaces(protocol);
    for (const one of records) appendRecord(columns, places, one, true);
    const chosen = exportedRecords(protocol, records);
    expect(instructionsOfColumns(protocol, columns, {}, 'instructions')).toEqual(
      chosen.map(({ instructionArm }) => instructionArm),
    );
    expect(instructionsOfColumns(protocol, columns, {}, 'instructions_number')).toEqual(
      chosen.map(({ instructionsNumber }) => String(instructionsNumber)),
    );
  });
});
