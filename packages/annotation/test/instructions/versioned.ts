import {
  type Analysis,
  analyseInstructions,
  type InstructionsOptions,
  orderVersions,
  readerLabels,
} from '@equipoise/annotation';
import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';

/** One reading with its version; a text is a class, a number a score. */
export interface Row {
  readonly reader: string;
  readonly version: string | null;
  readonly caseId: string;
  readonly answer: string | number | null;
  readonly truth?: string | number | null;
}

/** Readings of one question with the options that say their versions and references. */
export interface Versioned {
  readonly readings: Readings;
  readonly options: Pick<InstructionsOptions, 'versions' | 'truth' | 'areScores'>;
}

/** Readings of rows, as the intake makes them. */
export function versioned(rows: readonly Row[], casesPerPatient = 1): Versioned {
  const readerNames = [...new Set(rows.map(({ reader }) => reader))];
  const caseNames = [...new Set(rows.map(({ caseId }) => caseId))];
  const names = orderVersions(rows.flatMap(({ version }) => (version === null ? [] : [version])));
  const isText = rows.some(({ answer }) => typeof answer === 'string');
  const classes = isText
    ? [
        ...new Set(rows.flatMap(({ answer }) => (typeof answer === 'string' ? [answer] : []))),
      ].sort()
    : null;
  const code = (answer: string | number | null | undefined): number =>
    answer === null || answer === undefined
      ? Number.NaN
      : typeof answer === 'number'
        ? answer
        : classes!.includes(answer)
          ? classes!.indexOf(answer)
          : classes!.length;
  const question: QuestionReadings = {
    name: 'finding',
    kind: isText ? 'categorical' : 'numeric',
    classes,
    caseIndex: Int32Array.from(rows, ({ caseId }) => caseNames.indexOf(caseId)),
    readerIndex: Int32Array.from(rows, ({ reader }) => readerNames.indexOf(reader)),
    answer: Float64Array.from(rows, ({ answer }) => code(answer)),
    state: Uint8Array.from(rows, ({ answer }) =>
      answerStates.indexOf(answer === null ? 'cannot-tell' : 'answered'),
    ),
    durationSeconds: null,
    leftOut: [],
  };
  const patient = Int32Array.from(caseNames, (_, at) => Math.floor(at / casesPerPatient));
  const hasTruth = rows.some(({ truth }) => truth !== undefined);
  return {
    readings: {
      caseCount: caseNames.length,
      caseNames,
      readerNames,
      patient,
      patientCount: new Set(patient).size,
      unit: 'patient',
      attributes: [],
      questions: [question],
    },
    options: {
      versions: {
        names,
        of: [Int32Array.from(rows, ({ version }) => names.indexOf(version ?? '-'))],
      },
      truth: [hasTruth ? Float64Array.from(rows, ({ truth }) => code(truth)) : null],
      areScores: !isText && !hasTruth,
    },
  };
}

/** The comparison with usual options. */
export function compare(
  { readings, options }: Versioned,
  more: Partial<InstructionsOptions> = {},
): Promise<Analysis> {
  return analyseInstructions(readings, {
    level: 0.95,
    replicates: 999,
    seed: 1,
    suppressBelow: null,
    readerLabels: readerLabels(readings.readerNames, true),
    isRandomised: true,
    margin: null,
    masks: null,
    reference: null,
    ...options,
    ...more,
  });
}

/** The figure of a version, or of its difference from another. */
export function figureOf(
  { estimates }: Analysis,
  version: string,
  versus: string | null = null,
  metricEnd = '',
): Analysis['estimates'][number] {
  const found = estimates.filter(
    (one) =>
      one.slice['instructions'] === version &&
      one.versus === versus &&
      one.metric.endsWith('-within-readers') === (metricEnd !== ''),
  );
  if (found.length !== 1) throw new Error(`${found.length} figures of ${version}`);
  return found[0]!;
}
