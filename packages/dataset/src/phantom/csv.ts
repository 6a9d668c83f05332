import { type Phantom, phantomImageId, phantomPatientId, phantomTrainImageId } from './phantom.ts';

const ROWS_PER_CHUNK = 8192;

/** The tables that a phantom is written as. */
export type PhantomTableName = 'predictions' | 'train' | 'readings';

/** One line of a table, without its line feed. No cell of a phantom needs quotes. */
type LineOf = (row: number) => string;

function* chunks(header: string, rowCount: number, lineOf: LineOf): Generator<string, void, void> {
  yield `${header}\n`;
  for (let start = 0; start < rowCount; start += ROWS_PER_CHUNK) {
    const end = Math.min(start + ROWS_PER_CHUNK, rowCount);
    let text = '';
    for (let row = start; row < end; row++) text += `${lineOf(row)}\n`;
    yield text;
  }
}

/** Six decimals without an exponent; scores below .0001 would else be written as 1e-5. */
function scoreText(score: number): string {
  return score < 0.001 ? score.toFixed(6) : String(score);
}

function predictionChunks(phantom: Phantom): Generator<string, void, void> {
  const { attributes, tasks, tag } = phantom;
  const header = [
    'image_id',
    'patient_id',
    ...attributes.map(({ name }) => name),
    ...(tag ? ['tag'] : []),
    ...tasks.flatMap((task) => [task.labelColumn, task.scoreColumn]),
  ].join(',');
  return chunks(header, phantom.rowCount, (row) => {
    let line = `${phantomImageId(row)},${phantomPatientId(phantom.patient[row]!)}`;
    for (const { name, levels, codes } of attributes) {
      const code = codes[row]!;
      const text = code < 0 ? '' : name === 'age' ? String(phantom.ageYears[row]!) : levels[code]!;
      line += `,${text}`;
    }
    if (tag) line += `,${tag[row]!}`;
    for (const task of tasks) line += `,${task.label[row]!},${scoreText(task.score[row]!)}`;
    return line;
  });
}

function trainChunks({ train }: Phantom): Generator<string, void, void> {
  return chunks('image_id,patient_id,split', train.rowCount, (row) => {
    return `${phantomTrainImageId(row)},${phantomPatientId(train.patientNumber[row]!)},train`;
  });
}

function readingChunks({ readings, patient }: Phantom): Generator<string, void, void> {
  const { readerIds, reader, row: rows, answer, confidence, durationMs } = readings;
  const header = 'reader_id,image_id,patient_id,answer,confidence,duration_ms';
  return chunks(header, rows.length, (i) => {
    const row = rows[i]!;
    const who = `${readerIds[reader[i]!]},${phantomImageId(row)},${phantomPatientId(patient[row]!)}`;
    return `${who},${answer[i]!},${confidence[i]!},${durationMs[i]!}`;
  });
}

/**
 * Writes one table of a phantom piece by piece, so that a large study never stands in memory as text.
 *
 * @param phantom the study
 * @param table which of its tables
 * @returns pieces of CSV text (UTF-8, line feeds, header first)
 */
export function phantomCsvChunks(
  phantom: Phantom,
  table: PhantomTableName,
): Generator<string, void, void> {
  switch (table) {
    case 'predictions':
      return predictionChunks(phantom);
    case 'train':
      return trainChunks(phantom);
    case 'readings':
      return readingChunks(phantom);
    default:
      return table satisfies never;
  }
}

/**
 * Writes all tables of a phantom as text. Use {@link phantomCsvChunks} for a large study.
 *
 * @param phantom the study
 * @returns CSV text by table
 */
export function phantomToCsv(phantom: Phantom): Readonly<Record<PhantomTableName, string>> {
  const whole = (table: PhantomTableName): string => [...phantomCsvChunks(phantom, table)].join('');
  return { predictions: whole('predictions'), train: whole('train'), readings: whole('readings') };
}

/**
 * The truth document as JSON text, two spaces of indent and a line feed at the end.
 *
 * @param phantom the study
 * @returns JSON of `phantom.truth`
 */
export function phantomTruthToJson(phantom: Phantom): string {
  return `${JSON.stringify(phantom.truth, null, 2)}\n`;
}
