import type { AuditDocument } from '@equipoise/domain';
import { parseAuditDocument } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { renderReport, reportItems } from '../src/index.ts';
import { withoutTask } from '../src/words.ts';
import { largeDocument, sampleDocument, smallDocument } from './fixtures/sample-document.ts';

describe('renderReport', () => {
  it('takes a document that the schema accepts', () => {
    expect(parseAuditDocument(JSON.parse(JSON.stringify(sampleDocument))).title).toBe(
      sampleDocument.title,
    );
  });

  it('holds the 22 items in order, each under a heading of its own', async () => {
    const page = await renderReport(sampleDocument);
    const headings = [...page.matchAll(/<h2 id="h-([^"]*)">(\d+)\. /g)].map(([, id, number]) => [
      id,
      Number(number),
    ]);
    expect(headings).toEqual(reportItems.map((item) => [item.id, item.number]));
    expect(reportItems.map((item) => item.number)).toEqual(
      Array.from({ length: 22 }, (_, at) => at + 1),
    );
  });

  it('says what an item that is not assessed needs', async () => {
    const page = await renderReport(sampleDocument);
    expect(page.match(/Not assessed: needs/g)?.length).toBe(3);
    expect(page).toContain('needs slices and shortcut checks');
  });

  it('escapes hostile names everywhere', async () => {
    const page = await renderReport(sampleDocument);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.match(/<script/g)?.length).toBe(1);
    expect(page).not.toContain('<b>site</b>');
  });

  it('asks for nothing outside itself', async () => {
    const page = await renderReport(sampleDocument);
    expect(page).not.toMatch(/\b(src|srcset|action|formaction)\s*=\s*["'](?!data:)/i);
    expect(page).not.toMatch(/https?:\/\//i);
    expect(page).not.toMatch(/@import|url\(/i);
    for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(#|data:,)/);
    expect(page).toContain(`default-src 'none'`);
  });

  it('links to places that exist and uses no id twice', async () => {
    const page = await renderReport(sampleDocument);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  it('gives the same bytes for the same document', async () => {
    const copy: AuditDocument = JSON.parse(JSON.stringify(smallDocument));
    expect((await renderReport(copy)) === (await renderReport(smallDocument))).toBe(true);
  });

  it('never calls a model fair', async () => {
    const page = await renderReport(sampleDocument);
    const visible = page.replace(/<[^>]*>/g, ' ');
    expect(visible).not.toMatch(/\b(un)?fair(ly|ness)?\b/i);
  });

  it('says loudly that rows are the unit', async () => {
    const rows: AuditDocument = { ...smallDocument, flow: { ...smallDocument.flow, unit: 'row' } };
    expect(await renderReport(rows)).toContain('Unit of analysis: the row, not the patient.');
    expect(await renderReport(smallDocument)).not.toContain('the row, not the patient');
  });

  it('keeps fourteen tasks, five attributes and eight levels under two megabytes', async () => {
    const page = await renderReport(largeDocument);
    expect(new TextEncoder().encode(page).length).toBeLessThanOrEqual(2_000_000);
    // What did not fit is named with its file, and the gaps themselves are never left out.
    expect(page).toMatch(/Picture: figures\/[a-z0-9_-]+\.svg/);
    expect(page).not.toContain('in tables/gaps.csv');
  });

  it('prints the number of families, each verdict in words and a reason for each group left out', async () => {
    const page = await renderReport(sampleDocument);
    expect(page).toContain('54 families of gaps');
    for (const finding of sampleDocument.findings.slice(0, 3)) {
      expect(page).toContain(
        withoutTask(finding.sentence, finding.task).replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      );
    }
    expect(page).toContain('positive patients: too few for a verdict');
  });

  it('renders a document without findings, evidence or proof', async () => {
    const bare: AuditDocument = {
      ...smallDocument,
      estimates: [],
      findings: [],
      evidence: [],
      missing: [],
      thresholds: [],
      gates: [],
      methods: [],
      selfProof: null,
      items: [],
    };
    const page = await renderReport(bare);
    expect(page).toContain('No question with a margin was asked');
    expect(page.match(/Not assessed: needs/g)!.length).toBeGreaterThan(12);
  });

  it('does not fail on evidence without content, or without a single value', async () => {
    const empty = (value: unknown, key: string): unknown => {
      if (Array.isArray(value))
        return key === 'rows' || key === 'levels' ? value.map((entry) => empty(entry, '')) : [];
      if (value === null || typeof value !== 'object') return value;
      if ('low' in value && 'high' in value && 'value' in value)
        return { ...value, value: null, low: null, high: null };
      return Object.fromEntries(
        Object.entries(value).map(([name, entry]) => [name, empty(entry, name)]),
      );
    };
    const bare = (value: unknown): unknown =>
      Array.isArray(value)
        ? []
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, bare(entry)]))
          : value;
    for (const change of [(data: unknown) => empty(data, ''), bare]) {
      const evidence = sampleDocument.evidence.map(
        (entry) => ({ ...entry, data: change(entry.data) }) as unknown as typeof entry,
      );
      const page = await renderReport({ ...sampleDocument, evidence });
      expect(
        /[\s\S]{60}(NaN|undefined|Infinity)[\s\S]{40}/.exec(page.split('<script>')[0]!)?.[0],
      ).toBeUndefined();
    }
  });

  it('lists ten thousand levels without growing past its size', async () => {
    const [family] = smallDocument.evidence.filter((entry) => entry.kind === 'gap-family');
    if (family?.kind !== 'gap-family') throw new Error('the fixture holds no family');
    const level = family.data.levels[0]!;
    const levels = Array.from({ length: 10_000 }, (_, at) => ({ ...level, level: `level ${at}` }));
    const evidence = [
      { ...family, data: { ...family.data, levels } },
      ...smallDocument.evidence.slice(1),
    ];
    const page = await renderReport({ ...smallDocument, evidence });
    expect(new TextEncoder().encode(page).length).toBeLessThanOrEqual(2_000_000);
    expect(page).toMatch(/10\d{3} rows, in tables\/gaps\.csv/);
    expect(page).toContain('60 of 10000 levels are drawn');
  });
});
