import { fail } from '../errors.ts';
import { addReading, namesInOrder, type RawReadings, rawQuestion } from './raw-readings.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Whether a parsed JSON file is an export of Label Studio: a list of tasks with annotations. */
export function isLabelStudio(json: unknown): json is readonly Json[] {
  return (
    Array.isArray(json) &&
    json.length > 0 &&
    json.every((task) => isObject(task) && ('annotations' in task || 'completions' in task))
  );
}

/** Answer of one result: choices, a rating, a number, text; shapes count as present. */
function answerOf(result: Json): string | null {
  const value = isObject(result['value']) ? result['value'] : {};
  const choices = listOf(value['choices']).filter((entry) => typeof entry === 'string');
  if (choices.length > 0) return [...choices].sort().join(' + ');
  for (const key of ['rating', 'number'] as const) {
    if (typeof value[key] === 'number') return String(value[key]);
  }
  const text = listOf(value['text']).filter((entry) => typeof entry === 'string');
  if (text.length > 0) return text.join(' ');
  return null;
}

function readerOf(annotation: Json): string | null {
  const by = annotation['completed_by'];
  if (typeof by === 'number' || typeof by === 'string') return String(by);
  if (isObject(by)) {
    const name = by['email'] ?? by['id'];
    if (typeof name === 'number' || typeof name === 'string') return String(name);
  }
  return null;
}

function caseOf(task: Json, key: string | undefined): string | null {
  const data = isObject(task['data']) ? task['data'] : {};
  const value = key === undefined ? task['id'] : data[key];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/**
 * Readings from a JSON export of Label Studio. Each `from_name` is a question; cancelled annotations are left
 * out with the reason; an annotation without an answer to a question leaves it not asked. Boxes, polygons and
 * brushes are not answers to a question and are counted as left out.
 *
 * @param json the parsed file
 * @param file base name
 * @param options `caseKey`, `patientKey`: fields of `data`; default the id of the task, and no patient
 * @throws dataset/bad-export when it is no such export
 */
export function readingsFromLabelStudio(
  json: unknown,
  file: string,
  options: { readonly caseKey?: string | undefined; readonly patientKey?: string | undefined } = {},
): RawReadings {
  if (!isLabelStudio(json)) {
    return fail(
      'dataset/bad-export',
      'this is no Label Studio export: a list of tasks with annotations was expected.',
      'Export as JSON (not JSON-MIN) and try again.',
      { file },
    );
  }
  const cases = namesInOrder();
  const readers = namesInOrder();
  const patients: (string | null)[] = [];
  const names = new Set<string>();
  const leftOut = new Map<string, number>();
  const leave = (reason: string): void => {
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  };
  interface Sheet {
    readonly caseIndex: number;
    readonly readerIndex: number;
    readonly row: number;
    readonly seconds: number;
    readonly answers: ReadonlyMap<string, string>;
  }
  const sheets: Sheet[] = [];
  json.forEach((task, at) => {
    const name = caseOf(task, options.caseKey);
    if (name === null) {
      leave('no case named');
      return;
    }
    const caseIndex = cases.indexOf(name);
    const data = isObject(task['data']) ? task['data'] : {};
    const patient = options.patientKey === undefined ? null : data[options.patientKey];
    patients[caseIndex] ??=
      typeof patient === 'string' || typeof patient === 'number' ? String(patient) : null;
    for (const annotation of listOf(task['annotations'] ?? task['completions'])) {
      if (!isObject(annotation)) continue;
      if (annotation['was_cancelled'] === true) {
        leave('annotation cancelled by the reader');
        continue;
      }
      const reader = readerOf(annotation);
      if (reader === null) {
        leave('no reader named');
        continue;
      }
      const answers = new Map<string, string>();
      for (const result of listOf(annotation['result'])) {
        if (!isObject(result) || typeof result['from_name'] !== 'string') continue;
        const answer = answerOf(result);
        if (answer === null) {
          leave('shape, no answer to a question');
          continue;
        }
        names.add(result['from_name']);
        answers.set(result['from_name'], answer);
      }
      const lead = annotation['lead_time'];
      sheets.push({
        caseIndex,
        readerIndex: readers.indexOf(reader),
        row: at + 1,
        seconds: typeof lead === 'number' ? lead : Number.NaN,
        answers,
      });
    }
  });
  const questions = [...names].sort().map((name) => {
    const question = rawQuestion(name);
    for (const sheet of sheets) {
      addReading(question, { ...sheet, answer: sheet.answers.get(name) ?? null });
    }
    return question;
  });
  return {
    file,
    caseNames: cases.list,
    readerNames: readers.list,
    questions,
    patients: options.patientKey === undefined ? null : patients,
    attributes: [],
    leftOut: [...leftOut].map(([reason, count]) => ({ reason, count })),
    notes: [],
  };
}
