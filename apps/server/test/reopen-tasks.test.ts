import type { WithdrawnTask } from '@equipoise/store';
import { describe, expect, it } from 'vitest';
import { tasksToReopen } from '../src/study/reopen-tasks.ts';

const task = (assignmentId: string, caseId: string, more: Partial<WithdrawnTask> = {}) => ({
  assignmentId,
  caseId,
  readerId: 'r',
  purpose: 'measured',
  hasFirst: false,
  ...more,
});
const reopen = (idle: readonly WithdrawnTask[], missing: Readonly<Record<string, number>>) => {
  const found = tasksToReopen(idle, new Map(Object.entries(missing)), (caseId) => caseId);
  return { reopened: found.reopened, lacking: Object.fromEntries(found.lacking) };
};

describe('a reader who came back', () => {
  it('gets what nobody else took, and no more than is lacking', () => {
    const idle = [task('1', 'a'), task('2', 'b'), task('3', 'a', { readerId: 's' })];
    expect(reopen(idle, { a: 1, c: 2 })).toEqual({ reopened: ['1'], lacking: { a: 0, c: 2 } });
  });

  it('gets a case in every arm, or goes on with one that was begun', () => {
    const idle = [task('1', 'a'), task('2', 'a'), task('3', 'b', { hasFirst: true })];
    expect(reopen(idle, { a: 1 })).toEqual({ reopened: ['1', '2', '3'], lacking: { a: 0 } });
  });

  it('gets gold cases between, and repeats of cases that are the own', () => {
    const idle = [
      task('1', 'a'),
      task('2', 'g', { purpose: 'gold' }),
      task('3', 'a', { purpose: 'repeat' }),
      task('4', 'b', { purpose: 'repeat' }),
      task('5', 'a', { purpose: 'reread' }),
    ];
    expect(reopen(idle, { a: 1 }).reopened).toEqual(['1', '2', '3']);
    expect(reopen(idle, {}).reopened).toEqual([]);
  });
});
