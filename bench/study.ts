import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { randomStream } from '@equipoise/stats';

/** What a benchmark study looks like. */
export interface StudyShape {
  readonly rowCount: number;
  readonly patientCount: number;
  /** attribute name → number of levels */
  readonly attributes: Readonly<Record<string, number>>;
  /** label column → score columns of its models */
  readonly tasks: Readonly<Record<string, readonly string[]>>;
  readonly seed: number;
}

/** A study as typed arrays; scores are probabilities with 4 digits, so ties occur. */
export interface BenchStudy {
  readonly shape: StudyShape;
  readonly patient: Int32Array;
  readonly attributes: ReadonlyMap<string, Int32Array>;
  readonly labels: ReadonlyMap<string, Uint8Array>;
  readonly scores: ReadonlyMap<string, Float64Array>;
}

function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * A study without planted gaps: patients share a random effect, levels belong to patients.
 *
 * @param shape sizes and seed; equal shapes give equal studies
 */
export function makeStudy(shape: StudyShape): BenchStudy {
  const { rowCount, patientCount, seed } = shape;
  const patient = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) patient[i] = i % patientCount;
  const attributes = new Map<string, Int32Array>();
  for (const [index, [name, levelCount]] of Object.entries(shape.attributes).entries()) {
    const uniform = randomStream(seed, 1, index);
    const ofPatient = Int32Array.from({ length: patientCount }, () =>
      Math.floor(uniform() * levelCount),
    );
    attributes.set(
      name,
      patient.map((one) => ofPatient[one]!),
    );
  }
  const labels = new Map<string, Uint8Array>();
  const scores = new Map<string, Float64Array>();
  for (const [index, [label, models]] of Object.entries(shape.tasks).entries()) {
    const uniform = randomStream(seed, 2, index);
    const effect = Float64Array.from({ length: patientCount }, () => 0.7 * normal(uniform));
    const y = Uint8Array.from({ length: rowCount }, () => (uniform() < 0.2 ? 1 : 0));
    labels.set(label, y);
    for (const model of models) {
      const score = new Float64Array(rowCount);
      for (let i = 0; i < rowCount; i++) {
        const latent = -0.8 + 1.6 * y[i]! + effect[patient[i]!]! + normal(uniform);
        score[i] = Math.round(10_000 / (1 + Math.exp(-latent))) / 10_000;
      }
      scores.set(model, score);
    }
  }
  return { shape, patient, attributes, labels, scores };
}

/**
 * Writes a study as CSV: image_id, patient_id, attributes, labels, scores, and padding columns.
 *
 * @param study from {@link makeStudy}
 * @param path file to write
 * @param padding further number columns, to reach a width
 */
export async function writeStudy(study: BenchStudy, path: string, padding = 0): Promise<void> {
  const pads = Array.from({ length: padding }, (_, index) => `extra_${index}`);
  const columns: readonly (readonly [string, (row: number) => string])[] = [
    ['image_id', (row) => `I${String(row).padStart(8, '0')}`],
    ['patient_id', (row) => `P${String(study.patient[row]).padStart(7, '0')}`],
    ...[...study.attributes].map(
      ([name, codes]) => [name, (row: number) => `${name}${codes[row]}`] as const,
    ),
    ...[...study.labels].map(([name, y]) => [name, (row: number) => String(y[row])] as const),
    ...[...study.scores].map(([name, p]) => [name, (row: number) => String(p[row])] as const),
    ...pads.map(
      (name, index) => [name, (row: number) => String(((row * (index + 7)) % 9973) / 100)] as const,
    ),
  ];
  const stream = createWriteStream(path);
  stream.write(`${columns.map(([name]) => name).join(',')}\n`);
  for (let start = 0; start < study.shape.rowCount; start += 10_000) {
    const lines: string[] = [];
    const end = Math.min(start + 10_000, study.shape.rowCount);
    for (let row = start; row < end; row++) {
      lines.push(columns.map(([, cell]) => cell(row)).join(','));
    }
    if (!stream.write(`${lines.join('\n')}\n`)) {
      await once(stream, 'drain');
    }
  }
  stream.end();
  await finished(stream);
}
