import {
  ascendingOrder,
  chain,
  linearisedAuroc,
  linearisedLogistic,
  minus,
  over,
  randomStream,
  ratioOf,
  standardErrorOf,
  times,
} from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

function sample(seed: number, patients: number, perPatient: number) {
  const u = randomStream(seed, 7);
  const n = patients * perPatient;
  const label = new Uint8Array(n);
  const score = new Float64Array(n);
  const cluster = new Int32Array(n);
  for (let p = 0; p < patients; p += 1) {
    const effect = u() - 0.5;
    for (let k = 0; k < perPatient; k += 1) {
      const i = p * perPatient + k;
      cluster[i] = p;
      label[i] = u() < 0.4 + 0.4 * effect ? 1 : 0;
      score[i] = Math.round(20 * (0.3 * label[i]! + 0.5 * u() + 0.2 * effect)) / 20;
    }
  }
  return { label, score, cluster };
}

/** Delete-one-cluster jackknife standard error of any statistic of rows. */
function jackknife(
  cluster: Int32Array,
  clusters: number,
  statistic: (keep: number[]) => number,
): number {
  const values: number[] = [];
  for (let c = 0; c < clusters; c += 1) {
    values.push(statistic([...cluster.keys()].filter((i) => cluster[i] !== c)));
  }
  const mean = values.reduce((a, b) => a + b, 0) / clusters;
  return Math.sqrt(
    ((clusters - 1) / clusters) * values.reduce((a, v) => a + (v - mean) * (v - mean), 0),
  );
}

describe('linearised', () => {
  it('gives the standard error of a ratio that a delete-one-cluster jackknife gives', () => {
    const { label, score, cluster } = sample(3, 60, 4);
    const decision = Float64Array.from(score, (s, i) => (s >= 0.5 && label[i] === 1 ? 1 : 0));
    const ratio = ratioOf(decision, label, cluster, 60)!;
    const se = jackknife(cluster, 60, (keep) => {
      let top = 0;
      let bottom = 0;
      for (const i of keep) {
        top += decision[i]!;
        bottom += label[i]!;
      }
      return top / bottom;
    });
    expect(standardErrorOf(ratio)).toBeCloseTo(se, 2);
    expect(Math.abs(standardErrorOf(ratio) / se - 1)).toBeLessThan(0.05);
  });

  it('counts ties half in the AUROC and matches pair counting', () => {
    const { label, score, cluster } = sample(5, 30, 3);
    let wins = 0;
    let pairs = 0;
    for (let i = 0; i < label.length; i += 1) {
      for (let j = 0; j < label.length; j += 1) {
        if (label[i] !== 1 || label[j] !== 0) continue;
        pairs += 1;
        wins += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
      }
    }
    const auroc = linearisedAuroc(label, score, cluster, 30, null, ascendingOrder(score))!;
    expect(auroc.value).toBeCloseTo(wins / pairs, 12);
    expect([...auroc.byCluster].reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  });

  it('carries variance through products, quotients and differences as the delta method does', () => {
    const { label, score, cluster } = sample(9, 50, 2);
    const ones = new Float64Array(label.length).fill(1);
    const a = ratioOf(label, ones, cluster, 50)!;
    const b = ratioOf(score, ones, cluster, 50)!;
    const product = times(a, b);
    const direct = chain([a, b], a.value * b.value, [b.value, a.value]);
    expect(standardErrorOf(product)).toBe(standardErrorOf(direct));
    expect(standardErrorOf(minus(a, a))).toBe(0);
    expect(standardErrorOf(over(a, a)!)).toBeCloseTo(0, 14);
  });

  it('has no AUROC with one class and no fit with separated classes', () => {
    const cluster = Int32Array.from([0, 1, 2, 3]);
    const score = Float64Array.from([-2, -1, 1, 2]);
    expect(linearisedAuroc(Uint8Array.from([1, 1, 1, 1]), score, cluster, 4)).toBeNull();
    expect(linearisedLogistic([0, 0, 1, 1], score, cluster, 4)).toBeNull();
  });
});
