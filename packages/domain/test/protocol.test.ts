import { describe, expect, it } from 'vitest';
import { parseAuditProtocol, parseGates } from '../src/index.ts';

function sentence(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It did not fail.');
}

describe('a protocol', () => {
  it.each([
    [{ scores: 'p' }, /key scores is not a key of a protocol.*Known keys: predictions/],
    [{ group: 'sex' }, /key group wants a list, got text\. Write it in square brackets/],
    [{ threshold: [0.37] }, /key threshold\.0 wants text, got 0\.37\. Put it in quotation marks/],
    [{ seed: 'abc' }, /key seed wants a number, got text/],
    [{ seed: 1.5 }, /key seed wants a whole number, got 1\.5/],
    [{ kind: 'binry' }, /key kind wants binary, multiclass, ordinal or regression/],
    [{ margin: { sens: -1 } }, /key margin\.sens must be above 0/],
    [{ intersect: 4 }, /key intersect must be at most 3/],
    [{ suppress: 1 }, /key suppress must be at least 2/],
    [{ delimiter: ';;' }, /key delimiter is longer than 1 character/],
    [['label'], /a\.yaml as a whole wants keys with values, got a list/],
  ])('%j is answered with its key', (input, message) => {
    expect(sentence(() => parseAuditProtocol(input, 'a.yaml'))).toMatch(message);
  });

  it('of the command line is answered with the option', () => {
    expect(sentence(() => parseAuditProtocol({ thresholdRange: 3 }, null))).toContain(
      '--threshold-range wants text, got 3',
    );
  });

  it('may name the tab in words', () => {
    expect(parseAuditProtocol({ delimiter: 'tab' }, null).delimiter).toBe('tab');
  });
});

describe('gates', () => {
  const gate = { attribute: 'sex', metric: 'auroc', versus: 'rest', margin: 0.05 };

  it.each([
    [[], /the list: what stands there is empty/],
    [null, /wants a list, got nothing/],
    [[{ ...gate, colour: 'red' }], /gate 1: key colour is not known/],
    [[gate, { ...gate, margin: 'wide' }], /gate 2: margin wants a number, got text/],
    [[{ attribute: 'sex', margin: 0.1 }], /gate 1: metric is missing/],
    [[{ ...gate, margin: -0.05 }], /gate 1: margin must be above 0/],
    [[{ ...gate, versus: 'all' }], /gate 1: versus wants rest, reference, range or none/],
  ])('%j are refused', (input, message) => {
    expect(sentence(() => parseGates(input, 'gates.yaml'))).toMatch(message);
  });

  it('a floor of a metric itself may be 0 or less', () => {
    expect(parseGates([{ metric: 'bias', versus: 'none', margin: -1 }], 'g.yaml')).toHaveLength(1);
  });
});
