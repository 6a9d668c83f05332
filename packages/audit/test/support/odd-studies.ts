import type { Attribute, Study, StudyPrediction } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { makeStudy } from './make-study.ts';

/** An attribute without trimmings. */
export function plainAttribute(
  name: string,
  codes: ArrayLike<number>,
  levels: readonly string[],
  extra: Partial<Attribute> = {},
): Attribute {
  return {
    name,
    source: `simulated: ${name}`,
    levels,
    codes: Int32Array.from(codes),
    missingLevel: -1,
    isOrdered: false,
    role: 'group',
    values: null,
    closedSide: null,
    ...extra,
  };
}

/** A binary prediction without trimmings. */
export function plainPrediction(
  label: ArrayLike<number>,
  score: ArrayLike<number>,
  extra: Partial<StudyPrediction> = {},
): StudyPrediction {
  return {
    task: 'finding',
    model: 'model',
    kind: 'binary',
    present: new Uint8Array(label.length).fill(1),
    leftOut: [],
    label: Float64Array.from(label),
    classes: null,
    scores: [Float64Array.from(score)],
    decision: null,
    isProbability: true,
    scoreName: 'score',
    labelName: 'label',
    ...extra,
  };
}

/** A study of one row a patient. */
export function plainStudy(
  attributes: readonly Attribute[],
  predictions: readonly StudyPrediction[],
  patient?: ArrayLike<number>,
): Study {
  const rowCount = predictions[0]!.label.length;
  const codes = patient
    ? Int32Array.from(patient)
    : Int32Array.from({ length: rowCount }, (_, i) => i);
  return {
    rowCount,
    patient: codes,
    patientCount: codes.reduce((a, b) => Math.max(a, b), -1) + 1,
    unit: 'patient',
    weight: null,
    attributes,
    predictions,
  };
}

/** Rows of a 2 × 2 table repeated: label, score (.9 called, .1 not) and the level they belong to. */
export function fromCounts(
  levels: readonly {
    readonly tp: number;
    readonly fn: number;
    readonly fp: number;
    readonly tn: number;
  }[],
): { label: number[]; score: number[]; codes: number[] } {
  const label: number[] = [];
  const score: number[] = [];
  const codes: number[] = [];
  levels.forEach((cell, code) => {
    for (const [y, s, n] of [
      [1, 0.9, cell.tp],
      [1, 0.1, cell.fn],
      [0, 0.9, cell.fp],
      [0, 0.1, cell.tn],
    ] as const) {
      for (let k = 0; k < n; k += 1) {
        label.push(y);
        score.push(s);
        codes.push(code);
      }
    }
  });
  return { label, score, codes };
}

function edit(
  study: Study,
  change: (prediction: StudyPrediction) => Partial<StudyPrediction>,
): Study {
  return {
    ...study,
    predictions: study.predictions.map((prediction) => ({ ...prediction, ...change(prediction) })),
  };
}

function many(study: Study, kind: 'multiclass' | 'ordinal', withScores: boolean): Study {
  const uniform = randomStream(77, 5);
  const classes = ['a', 'b', 'c'];
  const label = Float64Array.from({ length: study.rowCount }, () => Math.floor(uniform() * 3));
  const scores = classes.map((_, k) => label.map((y) => (y === k ? 0.5 : 0.2) + 0.3 * uniform()));
  const decision = Int32Array.from(label, (y) => (uniform() < 0.7 ? y : Math.floor(uniform() * 3)));
  return edit(study, () => ({
    kind,
    label,
    classes,
    scores: withScores ? scores : null,
    decision: withScores ? null : decision,
  }));
}

function twoModels(study: Study, how: 'paired' | 'identical' | 'unpaired' | 'disjoint'): Study {
  const uniform = randomStream(78, 6);
  const a = study.predictions[0]!;
  const noisy = a.scores![0]!.map((s) => Math.min(1, Math.max(0, s + 0.3 * (uniform() - 0.5))));
  const present = (keep: (i: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: study.rowCount }, (_, i) => (keep(i) ? 1 : 0));
  const b: StudyPrediction = {
    ...a,
    model: 'other',
    scores: how === 'identical' ? [Float64Array.from(a.scores![0]!)] : [noisy],
    ...(how === 'unpaired' ? { present: present((i) => i % 3 !== 0) } : {}),
    ...(how === 'disjoint' ? { present: present((i) => i % 2 === 0) } : {}),
  };
  const first =
    how === 'unpaired'
      ? { ...a, present: present((i) => i % 3 !== 1) }
      : how === 'disjoint'
        ? { ...a, present: present((i) => i % 2 === 1) }
        : a;
  return { ...study, predictions: [first, b] };
}

/** Studies that an audit must be able to take: common ones and odd ones. */
export function oddStudies(): ReadonlyMap<string, Study> {
  const clean = makeStudy({ seed: 21, patients: 120, casesPerPatient: 2, patientEffect: 0.5 });
  const small = makeStudy({ seed: 22, patients: 40 });
  const single = makeStudy({ seed: 26, patients: 160 });
  const grid = small.rowCount;
  return new Map<string, Study>([
    ['clean', clean],
    ['one class', edit(clean, (prediction) => ({ label: prediction.label.map(() => 1) }))],
    ['no positives', edit(clean, (prediction) => ({ label: prediction.label.map(() => 0) }))],
    ['one patient', { ...makeStudy({ seed: 23, patients: 1, casesPerPatient: 8 }) }],
    ['one row', makeStudy({ seed: 24, patients: 1 })],
    [
      'one level',
      {
        ...clean,
        attributes: [plainAttribute('all', new Int32Array(clean.rowCount), ['everyone'])],
      },
    ],
    ['no attribute', { ...clean, attributes: [] }],
    [
      'a group of one',
      {
        ...small,
        attributes: [
          plainAttribute(
            'alone',
            Int32Array.from({ length: grid }, (_, i) => (i === 0 ? 1 : 0)),
            ['others', 'one'],
          ),
        ],
      },
    ],
    [
      'an empty level',
      {
        ...small,
        attributes: [
          plainAttribute(
            'declared',
            Int32Array.from({ length: grid }, (_, i) => i % 2),
            ['x', 'y', 'nobody'],
          ),
        ],
      },
    ],
    [
      'infinite scores',
      edit(clean, (prediction) => ({
        isProbability: false,
        scores: [
          prediction.scores![0]!.map((s, i) =>
            i % 7 === 0 ? Number.POSITIVE_INFINITY : i % 11 === 0 ? Number.NEGATIVE_INFINITY : s,
          ),
        ],
      })),
    ],
    [
      'scores above 1',
      edit(clean, (prediction) => ({
        isProbability: false,
        scores: [prediction.scores![0]!.map((s) => 2.8 * s)],
      })),
    ],
    [
      'scores all equal',
      edit(clean, (prediction) => ({ scores: [prediction.scores![0]!.map(() => 0.5)] })),
    ],
    [
      'scores of 0 and 1',
      edit(clean, (prediction) => ({
        scores: [prediction.scores![0]!.map((s) => (s > 0.5 ? 1 : 0))],
      })),
    ],
    [
      'decisions only',
      edit(clean, (prediction) => ({
        scores: null,
        isProbability: false,
        decision: Int32Array.from(prediction.scores![0]!, (s) => (s > 0.5 ? 1 : 0)),
      })),
    ],
    [
      'nobody takes part',
      edit(small, (prediction) => ({ present: prediction.present.map(() => 0) })),
    ],
    [
      'weights',
      { ...clean, weight: Float64Array.from({ length: clean.rowCount }, (_, i) => 0.5 + (i % 4)) },
    ],
    [
      'weights of 0',
      {
        ...clean,
        weight: Float64Array.from({ length: clean.rowCount }, (_, i) =>
          clean.patient[i]! % 5 === 0 || clean.attributes[0]!.codes[i] === 1 ? 0 : 1 + (i % 3),
        ),
      },
    ],
    ['weights of 0 for everyone', { ...small, weight: new Float64Array(small.rowCount) }],
    [
      'many levels',
      {
        ...clean,
        attributes: [
          plainAttribute(
            'many',
            Int32Array.from(clean.patient, (p) => p % 60),
            Array.from({ length: 60 }, (_, k) => `L${k}`),
          ),
          ...clean.attributes.slice(0, 1),
        ],
      },
    ],
    ['missing levels', makeStudy({ seed: 25, patients: 150, missing: 0.3 })],
    ['rows as the unit', { ...small, unit: 'row' }],
    ['multiclass', many(clean, 'multiclass', true)],
    ['multiclass, decisions only', many(clean, 'multiclass', false)],
    ['ordinal', many(clean, 'ordinal', true)],
    [
      'regression',
      edit(clean, (prediction) => ({
        kind: 'regression',
        isProbability: false,
        label: prediction.label.map((y, i) => y + 0.01 * (i % 13)),
      })),
    ],
    ['two paired models', twoModels(clean, 'paired')],
    ['identical models', twoModels(clean, 'identical')],
    ['unpaired models', twoModels(clean, 'unpaired')],
    ['two paired models, one row a patient', twoModels(single, 'paired')],
    ['unpaired models, one row a patient', twoModels(single, 'unpaired')],
    ['models on other patients', twoModels(single, 'disjoint')],
    [
      'two models without a positive',
      edit(twoModels(single, 'paired'), (prediction) => ({ label: prediction.label.map(() => 0) })),
    ],
    ['two models of one row', twoModels(makeStudy({ seed: 27, patients: 1 }), 'paired')],
  ]);
}
