import { describe, expect, it } from 'vitest';
import {
  fitted,
  labelRoom,
  prose,
  shortenMiddle,
  textWidth,
  titleOfId,
  withoutTask,
} from '../src/words.ts';
import { smallDocument } from './fixtures/sample-document.ts';

describe('words', () => {
  it('makes titles of ids', () => {
    expect(titleOfId('prevalence')).toBe('Prevalence');
    expect(titleOfId('balanced-accuracy')).toBe('Balanced accuracy');
    expect(titleOfId('auroc-ovr')).toBe('AUROC OVR');
    expect(titleOfId('ece')).toBe('Calibration error (ECE)');
  });

  it('writes sentences with true minus signs and verdicts in words', () => {
    expect(prose(smallDocument, 'gap -0.125 (-0.188 to -0.063): beyond-margin.')).toBe(
      'Gap \u22120.125 (\u22120.188 to \u22120.063): beyond the margin.',
    );
    expect(prose(smallDocument, 'a well-known re-read')).toBe('A well-known re-read');
  });

  it('drops the name of the task that stands beside the sentence', () => {
    expect(withoutTask('y: sensitivity is lower.', 'y')).toBe('Sensitivity is lower.');
    expect(withoutTask('AUROC is lower.', 'y')).toBe('AUROC is lower.');
  });

  it('keeps the end of a long name, where names differ', () => {
    expect(shortenMiddle('predictions_01DataShift00', 12)).toBe('pred…Shift00');
    expect(shortenMiddle('short', 12)).toBe('short');
  });

  it('gives labels the room that their letters need, wide ones more', () => {
    expect(textWidth('MMMM')).toBeGreaterThan(2 * textWidth('iiii'));
    const label = 'MAMMOGRAM WITH WIDE CAPITALS';
    expect(labelRoom([label], 50, 400)).toBeGreaterThanOrEqual(textWidth(label));
    expect(labelRoom(['a'], 50, 400)).toBe(50);
    for (const room of [60, 90, 150]) {
      expect(textWidth(fitted(label, room))).toBeLessThanOrEqual(room);
      expect(fitted(label, room)).toMatch(/^MAM.*…$/);
    }
    expect(fitted('short', 60)).toBe('short');
  });
});
