import type { AuditSettings } from '@equipoise/audit';
import type { Attribute, Study, StudyPrediction, ThresholdUse } from '@equipoise/domain';
import { normalQuantile, randomStream } from '@equipoise/stats';

/** What a simulated study is made of. */
export interface MakeStudyOptions {
  readonly seed: number;
  readonly patients: number;
  readonly casesPerPatient?: number;
  readonly prevalence?: (group: number, site: number) => number;
  /** Distance between the score means of positives and negatives, in standard deviations. */
  readonly separation?: (group: number, site: number) => number;
  readonly groups?: number;
  readonly missing?: number;
  readonly patientEffect?: number;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** A binary study with a group, a site, an age and a view (the view varies inside patients). */
export function makeStudy(options: MakeStudyOptions): Study {
  const perPatient = options.casesPerPatient ?? 1;
  const groups = options.groups ?? 2;
  const n = options.patients * perPatient;
  const uniform = randomStream(options.seed, 4242);
  const normal = (): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, uniform())));
  const patient = new Int32Array(n);
  const group = new Int32Array(n);
  const site = new Int32Array(n);
  const view = new Int32Array(n);
  const age = new Float64Array(n);
  const label = new Float64Array(n);
  const score = new Float64Array(n);
  for (let p = 0; p < options.patients; p += 1) {
    const g = Math.floor(uniform() * groups);
    const s = Math.floor(uniform() * 3);
    const years = Math.round(20 + 65 * uniform());
    const effect = (options.patientEffect ?? 0) * normal();
    const isMissing = uniform() < (options.missing ?? 0);
    for (let k = 0; k < perPatient; k += 1) {
      const i = p * perPatient + k;
      patient[i] = p;
      group[i] = isMissing ? groups : g;
      site[i] = s;
      view[i] = uniform() < 0.4 ? 1 : 0;
      age[i] = years;
      label[i] = uniform() < (options.prevalence?.(g, s) ?? 0.3) ? 1 : 0;
      const d = options.separation?.(g, s) ?? 2;
      score[i] = logistic(d * (label[i]! - 0.5) + normal() + effect);
    }
  }
  const attribute = (
    name: string,
    codes: Int32Array,
    levels: string[],
    extra: Partial<Attribute> = {},
  ): Attribute => ({
    name,
    source: `simulated: ${name}`,
    levels,
    codes,
    missingLevel: -1,
    isOrdered: false,
    role: 'group',
    values: null,
    closedSide: null,
    ...extra,
  });
  const groupLevels = Array.from({ length: groups }, (_, g) => `g${g}`);
  const prediction: StudyPrediction = {
    task: 'finding',
    model: 'model',
    kind: 'binary',
    present: new Uint8Array(n).fill(1),
    leftOut: [],
    label,
    classes: null,
    scores: [score],
    decision: null,
    isProbability: true,
    scoreName: 'score',
    labelName: 'label',
  };
  const band = Int32Array.from(age, (years) => (years < 40 ? 0 : years < 65 ? 1 : 2));
  return {
    rowCount: n,
    patient,
    patientCount: options.patients,
    unit: 'patient',
    weight: null,
    attributes: [
      attribute('group', group, options.missing ? [...groupLevels, '(missing)'] : groupLevels, {
        missingLevel: options.missing ? groups : -1,
      }),
      attribute('age', band, ['<40', '[40,65)', '>=65'], {
        values: age,
        isOrdered: true,
        closedSide: '[a,b)',
      }),
      attribute('site', site, ['A', 'B', 'C'], { role: 'site' }),
      attribute('view', view, ['PA', 'AP'], { role: 'acquisition' }),
    ],
    predictions: [prediction],
  };
}

/** Settings as a first look takes them; few replicates for speed. */
export function makeSettings(change: Partial<AuditSettings> = {}, threshold = 0.5): AuditSettings {
  const use: ThresholdUse = {
    task: 'finding',
    model: 'model',
    threshold,
    source: 'declared',
    isValidated: true,
    note: `threshold ${threshold}, declared`,
  };
  return {
    level: 0.95,
    replicates: 300,
    permutations: 199,
    seed: 1,
    metrics: ['auroc', 'sensitivity', 'specificity', 'ppv', 'npv', 'accuracy', 'auprc', 'brier'],
    margins: { sensitivity: 0.05, specificity: 0.05, auroc: 0.03 },
    thresholds: [use],
    reference: 'rest',
    intersectDepth: 2,
    prevalence: null,
    thresholdRange: null,
    ...change,
  };
}
