import { join } from 'node:path';
import * as report from '@equipoise/report';
import { expect, it } from 'vitest';
import { auditStudy } from '../../src/audit/audit-study.ts';
import { drawFigures } from '../../src/audit/draw-figures.ts';
import { takeFromEnd, takeFromFront } from '../../src/audit/figure-turns.ts';
import { resolveProtocol } from '../../src/protocol/resolve-protocol.ts';
import { folderWith, studyCsv } from '../support/folder.ts';

it('two threads draw the pictures that one draws', async () => {
  const folder = await folderWith({ 'p.csv': studyCsv(120) });
  const protocol = resolveProtocol({
    predictions: [join(folder, 'p.csv')],
    label: 'y',
    score: 'p',
    patient: 'patient_id',
    group: ['sex'],
    replicates: 60,
    permutations: 0,
  });
  const { document } = await auditStudy(protocol, { workers: 1 });
  const expected = await drawFigures(report, document, 1)();
  expect(expected.size).toBeGreaterThan(3);
  const found = await drawFigures(report, document, 2, 1)();
  expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()));
});

it('every picture is taken once, from either end', () => {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const [front, end] = [takeFromFront(taken, 5), takeFromEnd(taken, 5)];
  expect([front(), end(), end(), front(), end()]).toEqual([0, 4, 3, 1, 2]);
  expect([front(), end(), front()]).toEqual([5, 5, 5]);
});
