import { describe, expect, it } from 'vitest';
import { renderSchemas } from '../../tools/docs/schemas.ts';
import { readText } from '../support/house.ts';

describe('the published JSON schemas', () => {
  it.each([...renderSchemas()])('docs/reference/%s is what the packages declare', (file, text) => {
    expect(readText('docs/reference', file)).toBe(text);
  });

  it('refuse an unknown key of a gate', () => {
    const gates = JSON.parse(renderSchemas().get('gates.schema.json') ?? '{}');
    expect(gates.items.additionalProperties).toBe(false);
    expect(gates.items.required).toContain('metric');
  });

  it('name every part that report.json must hold', () => {
    const report = JSON.parse(renderSchemas().get('report.schema.json') ?? '{}');
    for (const part of [
      'estimates',
      'findings',
      'flow',
      'missing',
      'leakage',
      'thresholds',
      'provenance',
      'selfProof',
    ]) {
      expect(report.required).toContain(part);
    }
  });
});
