import { normalCdf, randomStream } from '@equipoise/stats';
import { describe, expect, test } from 'vitest';
import { binary, metric } from '../values.ts';

/** Labels drawn from the probabilities themselves. */
function calibrated(count: number): { labels: number[]; scores: number[] } {
  const uniform = randomStream(3, 1);
  const scores = Array.from({ length: count }, () => normalCdf(3 * uniform() - 2));
  return { labels: scores.map((p) => (uniform() < p ? 1 : 0)), scores };
}

describe('metrics of probabilities', () => {
  const labels = [1, 0, 1, 0];
  const scores = [0.8, 0.3, 0.6, 0.1];

  test('follow their formulas', () => {
    expect(metric('brier', binary(labels, { scores })).value).toBeCloseTo(0.075, 12);
    expect(metric('log-loss', binary(labels, { scores })).value).toBeCloseTo(
      -(Math.log(0.8) + Math.log(0.7) + Math.log(0.6) + Math.log(0.9)) / 4,
      12,
    );
    expect(metric('observed-expected', binary(labels, { scores })).value).toBeCloseTo(2 / 1.8, 12);
    expect(metric('ece', binary(labels, { scores })).value).toBeCloseTo(
      (0.2 + 0.3 + 0.4 + 0.1) / 4,
      12,
    );
  });

  test('find a calibrated model calibrated', () => {
    const model = calibrated(20_000);
    const input = binary(model.labels, { scores: model.scores });
    expect(metric('calibration-slope', input).value).toBeCloseTo(1, 1);
    expect(metric('calibration-intercept', input).value).toBeCloseTo(0, 1);
    expect(metric('observed-expected', input).value).toBeCloseTo(1, 1);
    expect(metric('ece', input).value).toBeLessThan(0.02);
  });

  test('find doubled log odds overconfident', () => {
    const model = calibrated(20_000);
    const stretched = model.scores.map((p) => 1 / (1 + Math.exp(-2 * Math.log(p / (1 - p)))));
    const input = binary(model.labels, { scores: stretched });
    expect(metric('calibration-slope', input).value).toBeCloseTo(0.5, 1);
  });

  test('have no value where scores are no probabilities', () => {
    for (const id of [
      'brier',
      'log-loss',
      'ece',
      'calibration-slope',
      'calibration-intercept',
      'observed-expected',
    ]) {
      expect(metric(id, binary(labels, { scores: [2.8, 0.3, 0.6, 0.1] })).reason, id).toBe(
        'score-outside-unit-interval',
      );
    }
  });

  test('have no slope with one class or a perfect separation', () => {
    expect(
      metric('calibration-slope', binary([0, 0, 0], { scores: [0.1, 0.2, 0.3] })).value,
    ).toBeNull();
    expect(
      metric('calibration-slope', binary([0, 0, 1], { scores: [0.1, 0.2, 0.3] })).value,
    ).toBeNull();
  });
});
