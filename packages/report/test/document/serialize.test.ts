import { parseAuditDocument } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { renderJunit, renderMethods, serializeDocument } from '../../src/index.ts';
import { sampleDocument, smallDocument } from '../fixtures/sample-document.ts';

describe('serializeDocument', () => {
  it('can be read back and does not depend on the order of keys', () => {
    const text = serializeDocument(sampleDocument);
    expect(text.endsWith('}\n')).toBe(true);
    const back = parseAuditDocument(JSON.parse(text));
    expect(back).toEqual(JSON.parse(JSON.stringify(sampleDocument)));
    const first = sampleDocument.estimates[0]!;
    const turned = Object.fromEntries(Object.entries(first).reverse()) as unknown as typeof first;
    expect(
      serializeDocument({
        ...sampleDocument,
        estimates: [turned, ...sampleDocument.estimates.slice(1)],
      }),
    ).toBe(text);
  });
});

describe('renderMethods', () => {
  it('states level, replicates, families, margins, thresholds, seed and hashes', () => {
    const text = renderMethods(smallDocument);
    for (const part of [
      '95 %',
      '2\u202f000',
      'seed 1',
      '9 families',
      '0.050 for sensitivity',
      '0.370, declared',
      '9f86d0',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(smallDocument.provenance.command);
  });

  it('shows hostile names as text', () => {
    expect(renderMethods(sampleDocument)).not.toContain('<script>');
  });
});

describe('renderJunit', () => {
  it('has one case per gate: failure where broken, skipped where it cannot be told', () => {
    const text = renderJunit(sampleDocument);
    expect(text).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(text).toContain('&lt;b&gt;site&lt;/b&gt;');
    expect(text.match(/<testcase /g)?.length).toBe(3);
  });
});
