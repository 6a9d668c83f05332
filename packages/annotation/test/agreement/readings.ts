import {
  type AgreementOptions,
  type Analysis,
  analyseAgreement,
  readerLabels,
} from '@equipoise/annotation';
import type { QuestionReadings, Readings } from '@equipoise/domain';
import { randomStream, type Uniform } from '@equipoise/stats';

/** Plans of a panel with known flaws. */
export interface Plan {
  readonly cases?: number;
  readonly readers?: number;
  /** Chance that a reader answers as the truth is. */
  readonly skill?: (reader: number, caseIndex: number) => number;
  readonly prevalence?: number;
  readonly copy?: readonly [of: number, by: number];
  readonly casesPerPatient?: number;
  readonly unsure?: (reader: number, caseIndex: number) => boolean;
  readonly blank?: (reader: number, caseIndex: number, uniform: Uniform) => boolean;
  readonly group?: (caseIndex: number) => number;
  readonly classes?: readonly string[];
  readonly seed?: number;
}

/** Readings of a panel whose flaws are planted. */
export function panel(plan: Plan = {}): Readings {
  const { cases = 400, readers = 5, prevalence = 0.4, casesPerPatient = 1, seed = 1 } = plan;
  const classes = plan.classes ?? ['no', 'yes'];
  const uniform = randomStream(seed, 5);
  const truth = Int32Array.from({ length: cases }, () =>
    uniform() < prevalence ? 1 + Math.floor(uniform() * (classes.length - 1)) : 0,
  );
  const said = Array.from({ length: readers }, (_, r) =>
    Int32Array.from(truth, (value, c) => {
      const isRight = uniform() < (plan.skill?.(r, c) ?? 0.88);
      const off = 1 + Math.floor(uniform() * (classes.length - 1));
      return isRight ? value : (value + off) % classes.length;
    }),
  );
  if (plan.copy) said[plan.copy[1]] = said[plan.copy[0]]!;
  const rows: { c: number; r: number; value: number; state: number }[] = [];
  for (let c = 0; c < cases; c++)
    for (let r = 0; r < readers; r++) {
      if (plan.blank?.(r, c, uniform)) continue;
      const isUnsure = plan.unsure?.(r, c) ?? false;
      rows.push({ c, r, value: isUnsure ? Number.NaN : said[r]![c]!, state: isUnsure ? 2 : 0 });
    }
  const question: QuestionReadings = {
    name: 'finding',
    kind: 'categorical',
    classes,
    caseIndex: Int32Array.from(rows, ({ c }) => c),
    readerIndex: Int32Array.from(rows, ({ r }) => r),
    answer: Float64Array.from(rows, ({ value }) => value),
    state: Uint8Array.from(rows, ({ state }) => state),
    durationSeconds: null,
    leftOut: [],
  };
  const group = plan.group;
  return {
    caseCount: cases,
    caseNames: Array.from({ length: cases }, (_, c) => `c${c}`),
    readerNames: Array.from({ length: readers }, (_, r) => `r${r}`),
    patient: Int32Array.from({ length: cases }, (_, c) => Math.floor(c / casesPerPatient)),
    patientCount: Math.ceil(cases / casesPerPatient),
    unit: 'patient',
    attributes: group
      ? [
          {
            name: 'sex',
            source: 'test',
            levels: ['F', 'M'],
            codes: Int32Array.from({ length: cases }, (_, c) => group(c)),
            missingLevel: -1,
            isOrdered: false,
            role: 'group',
            values: null,
            closedSide: null,
          },
        ]
      : [],
    questions: [question],
  };
}

/** The analysis with usual options. */
export function analyse(
  readings: Readings,
  options: Partial<AgreementOptions> = {},
): Promise<Analysis> {
  return analyseAgreement(readings, {
    level: 0.95,
    replicates: 0,
    seed: 1,
    suppressBelow: null,
    readerLabels: readerLabels(readings.readerNames, true),
    reference: null,
    areSlots: false,
    margin: null,
    masks: null,
    surfaceTolerance: 2,
    ...options,
  });
}

/** Reasons of the findings. */
export function reasons(analysis: Analysis): (string | null)[] {
  return analysis.findings.map((finding) => finding.reason);
}
