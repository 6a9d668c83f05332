import { parseReadersDocument } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import {
  renderReadersFigures,
  renderReadersMethods,
  renderReadersReport,
  renderReadersTables,
} from '../../src/readers/index.ts';
import { sampleReadersDocument } from './sample-document.ts';

describe('the report about readers', () => {
  it('shows every block, every finding and every count, the same bytes each time', async () => {
    const document = sampleReadersDocument();
    const html = await renderReadersReport(document);
    expect(await renderReadersReport(sampleReadersDocument())).toBe(html);
    for (const section of document.sections) {
      for (const block of section.blocks) {
        if (block.kind !== 'text') expect(html).toContain(block.title);
      }
    }
    expect(html).toContain('0.620 (0.500');
    expect(html).toContain('one category only');
    expect(html).toContain('1 more rows in tables/readers.csv');
    expect(html).toContain('rated twice');
    expect(html).toContain('Two readers gave the same answers.');
    expect(html.replace(/<script>.*<\/script>/s, '')).not.toMatch(/NaN|undefined|\[object/);
    expect(html.match(/<svg/g)).toHaveLength(4);
  });

  it('says loudly when the case is the unit', async () => {
    const document = sampleReadersDocument();
    const html = await renderReadersReport({
      ...document,
      flow: { ...document.flow, unit: 'case' },
    });
    expect(html).toContain('The case is the unit.');
    expect(await renderReadersReport(document)).not.toContain('The case is the unit.');
  });

  it('never lets a name become markup or a formula', async () => {
    const document = sampleReadersDocument('=HYPERLINK("x")<script>alert(1)</script>');
    const html = await renderReadersReport(document);
    expect(html).not.toContain('<script>alert');
    const figures = await renderReadersFigures(document);
    for (const svg of figures.values()) expect(svg).not.toContain('<script>');
    const tables = renderReadersTables(document);
    expect(tables.get('readers.csv')).toContain(`"'=HYPERLINK(`);
  });

  it('writes every picture and the numbers behind it as files', async () => {
    const document = sampleReadersDocument();
    expect([...(await renderReadersFigures(document)).keys()]).toEqual([
      'pairs-finding.svg',
      'coefficients.svg',
      'answers.svg',
      'captured.svg',
    ]);
    const tables = renderReadersTables(document);
    expect([...tables.keys()]).toEqual([
      'estimates.csv',
      'findings.csv',
      'pairs-finding.csv',
      'coefficients.csv',
      'answers.csv',
      'captured.csv',
      'readers.csv',
    ]);
    expect(tables.get('readers.csv')).toBe('reader,kappa,cases\nReader A,0.7,100\nReader B,,98\n');
    expect(renderReadersMethods(document)).toContain('Intervals take patients as independent.');
  });

  it('reads back what it wrote and refuses a newer version', () => {
    const document = sampleReadersDocument();
    expect(parseReadersDocument(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(() => parseReadersDocument({ ...document, schemaVersion: 2 })).toThrow(/version 2/);
    expect(() => parseReadersDocument({ ...document, findings: 3 })).toThrow(/findings/);
  });
});
