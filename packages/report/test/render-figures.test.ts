import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { renderFigures } from '../src/index.ts';
import { sampleDocument, smallDocument } from './fixtures/sample-document.ts';

describe('renderFigures', () => {
  it('writes files that stand alone: name space, role, title, own colours, no script', async () => {
    const figures = await renderFigures(sampleDocument);
    expect(figures.size).toBeGreaterThan(100);
    for (const [name, svg] of figures) {
      expect(name).toMatch(/^[a-z0-9_-]+\.svg$/);
      expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
      expect(svg).toMatch(
        /<svg[^>]* role="img" aria-labelledby="(p\d+)"[^>]*><title id="\1">[^<]+</,
      );
      expect(svg).not.toMatch(/var\(--|<script|<style|⚠|aria-label=|NaN|undefined|Infinity/);
    }
  });

  it('is well-formed XML in every file', async () => {
    const parser = new new Window().DOMParser();
    for (const [name, svg] of await renderFigures(smallDocument)) {
      const parsed = parser.parseFromString(svg, 'image/svg+xml');
      expect(parsed.querySelector('parsererror'), name).toBeNull();
      expect(parsed.documentElement.tagName).toBe('svg');
    }
  });

  it('draws every kind of picture', async () => {
    const names = [...(await renderFigures(sampleDocument)).keys()].join('\n');
    for (const kind of [
      'headline',
      'flow',
      'missing',
      'gap-sensitivity',
      'roc',
      'calibration',
      'decision-curve',
      'images-per-patient',
      'power-auroc',
      'intersections',
      'missing-bounds',
      'adjusted',
      'ppv-common',
      'decomposition',
      'needed-threshold',
      'tipping-point',
      'sites-auroc',
      'auroc-by-age',
      'acquisition-prevalence',
      'acquisition-within',
      'models-auroc',
      'matrix',
    ]) {
      expect(names).toContain(kind);
    }
  });

  it('keeps the levels in their declared order', async () => {
    const figures = await renderFigures(sampleDocument);
    const svg = figures.get('gap-sensitivity_effusion-densenet_age.svg')!;
    const order = ['[0, 40)', '[40, 65)', '[65, 80)', '[80, ∞)', '(missing)'].map((level) =>
      svg.indexOf(`>${level}<`),
    );
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});
