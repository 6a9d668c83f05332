import type { AuditDocument } from '@equipoise/domain';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderFigures,
  renderMethods,
  renderReport,
  renderTables,
  serializeDocument,
  suppressDocument,
} from '../../src/index.ts';
import { scrub } from '../../src/suppress/text.ts';
import { buildDocument } from '../fixtures/build-document.ts';
import { sampleDocument } from '../fixtures/sample-document.ts';

function documentOf(shares: readonly number[], patientCount: number): AuditDocument {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return buildDocument({
    title: 'small cells',
    tasks: ['t'],
    models: ['m'],
    attributes: ['a', 'b', 'c'].map((name, turn) => ({
      name,
      role: 'group' as const,
      source: 'as recorded',
      levels: shares.map((_, at) => ({
        name: `${name}${at}`,
        share: shares[(at + turn) % shares.length]! / total,
        shift: 0.01 * at,
      })),
    })),
    patientCount,
    caseCount: patientCount * 2,
    isRich: true,
  });
}

const shapes = fc.record({
  shares: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 }),
  patientCount: fc.integer({ min: 60, max: 1500 }),
  below: fc.integer({ min: 2, max: 20 }),
});

describe('suppressDocument', () => {
  it('shows no estimate that rests on few people, and no small part of a fraction', () => {
    void fc.assert(
      fc.property(shapes, ({ shares, patientCount, below }) => {
        const copy = suppressDocument(documentOf(shares, patientCount), below);
        for (const estimate of copy.estimates) {
          if (estimate.suppressed) {
            expect(estimate.value).toBeNull();
            expect(estimate.numerator ?? null).toBeNull();
            continue;
          }
          expect(estimate.patientCount).toBeGreaterThanOrEqual(below);
          expect(estimate.positiveCount ?? below).toBeGreaterThanOrEqual(below);
          if (typeof estimate.numerator === 'number') {
            expect(estimate.numerator).toBeGreaterThanOrEqual(below);
            expect(estimate.denominator! - estimate.numerator).toBeGreaterThanOrEqual(below);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never hides exactly one level, so that none can be got by subtraction', () => {
    void fc.assert(
      fc.property(shapes, ({ shares, patientCount, below }) => {
        const copy = suppressDocument(documentOf(shares, patientCount), below);
        for (const entry of copy.evidence) {
          if (entry.kind !== 'gap-family') continue;
          const hidden = entry.data.levels.filter((level) => level.reason === 'suppressed');
          expect(hidden.length).not.toBe(1);
          for (const level of hidden) {
            expect([
              level.metric.value,
              level.gap.value,
              level.numerator,
              level.denominator,
            ]).toEqual([null, null, null, null]);
          }
        }
        for (const entry of copy.evidence) {
          if (entry.kind !== 'intersections') continue;
          for (const [at, name] of entry.data.attributes.entries()) {
            const other = entry.data.attributes[1 - at]!;
            const lines = new Map<string, boolean[]>();
            for (const cell of entry.data.cells) {
              const key = `${name}=${cell.slice[name]}`;
              lines.set(key, [...(lines.get(key) ?? []), cell.reason === 'suppressed']);
            }
            for (const [key, line] of lines) {
              if (line.length > 1)
                expect(line.filter(Boolean).length, `${key} over ${other}`).not.toBe(1);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('hides a level in estimates, evidence, sentences, HTML, SVG, CSV, JSON and methods alike', async () => {
    const secret = sampleDocument.estimates.find(
      (entry) =>
        entry.slice['site'] === '=cmd()' && entry.metric === 'sensitivity' && entry.versus === null,
    )!;
    const marked: AuditDocument = {
      ...sampleDocument,
      findings: sampleDocument.findings.map((finding) =>
        finding.attribute === 'site'
          ? { ...finding, sentence: `the 8 patients of =cmd() have 0.80199` }
          : finding,
      ),
    };
    expect(secret.value).not.toBeNull();
    const copy = suppressDocument(marked, 10);
    const all = [
      await renderReport(copy),
      ...(await renderFigures(copy)).values(),
      ...renderTables(copy).values(),
      serializeDocument(copy),
      renderMethods(copy),
    ];
    for (const text of all) {
      expect(text).not.toContain('0.80199');
      expect(text).not.toContain('8 positive patients');
    }
    const shown = copy.estimates.filter((entry) => entry.slice['site'] === '=cmd()');
    expect(shown.every((entry) => entry.suppressed && entry.value === null)).toBe(true);
    expect(all[0]).toContain('Share-safe copy');
    expect(copy.declared.suppressBelow).toBe(10);
  });

  it('keeps the flow in balance without its small exclusions', () => {
    const { flow } = suppressDocument(sampleDocument, 10);
    for (let at = 1; at < flow.steps.length; at++) {
      const left = flow.steps[at]!.excluded.reduce((sum, entry) => sum + entry.rowCount, 0);
      expect(flow.steps[at - 1]!.rowCount - left).toBe(flow.steps[at]!.rowCount);
      for (const entry of flow.steps[at]!.excluded) {
        expect(entry.rowCount === 0 || entry.rowCount >= 10).toBe(true);
        expect(entry.patientCount === 0 || entry.patientCount >= 10).toBe(true);
      }
    }
    expect(flow.joins[0]!.leftOnly).toBe(0);
  });

  it('leaves the original as it was, and a document without small cells nearly so', () => {
    const before = serializeDocument(sampleDocument);
    suppressDocument(sampleDocument, 10);
    expect(serializeDocument(sampleDocument)).toBe(before);
    const big = documentOf([30, 30, 40], 90_000);
    expect(suppressDocument(big, 5).estimates).toEqual(big.estimates);
  });

  it('refuses a number that hides nothing', () => {
    expect(() => suppressDocument(sampleDocument, 1)).toThrow(/report\/bad-suppression/);
    expect(() => suppressDocument(sampleDocument, 2.5)).toThrow(/report\/bad-suppression/);
  });
});

describe('scrub', () => {
  it('hides small counts of people and small fractions, and nothing else', () => {
    expect(scrub('7 positive patients: too few', 10)).toBe(
      'fewer than 10 positive patients: too few',
    );
    expect(scrub('17 patients, 0.7 points', 10)).toBe('17 patients, 0.7 points');
    expect(scrub('found in 3/41 cases', 10)).toBe('found in (counts hidden) cases');
    expect(scrub('found in 30/41 of them', 10)).toBe('found in 30/41 of them');
  });
});
