import { fail } from '../errors.ts';
import { addReading, namesInOrder, type RawReadings, rawQuestion } from './raw-readings.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a parsed JSON file has the three lists of a COCO file. */
export function isCoco(json: unknown): json is Json {
  return (
    isObject(json) &&
    Array.isArray(json['images']) &&
    Array.isArray(json['annotations']) &&
    Array.isArray(json['categories'])
  );
}

/** One COCO file and the reader who made it, where its annotations do not say. */
export interface CocoFile {
  readonly file: string;
  readonly json: unknown;
  readonly reader: string;
}

/**
 * Readings from COCO files: each category is a question with the answers `absent` and `present`. An image
 * that stands in the file without an annotation of the category was read and nothing was found; an image
 * that does not stand in a reader's file was not asked.
 *
 * @param files one a reader, or one whose annotations carry `reader`, `annotator` or `annotator_id`
 * @throws dataset/bad-export
 */
export function readingsFromCoco(files: readonly CocoFile[]): RawReadings {
  const cases = namesInOrder();
  const readers = namesInOrder();
  const questions = new Map<string, ReturnType<typeof rawQuestion>>();
  const leftOut = new Map<string, number>();
  const leave = (reason: string): void => {
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  };
  for (const { file, json, reader } of files) {
    if (!isCoco(json)) {
      fail(
        'dataset/bad-export',
        'this is no COCO file: images, annotations and categories were expected.',
        'Export as COCO JSON and try again.',
        { file },
      );
    }
    const images = new Map<unknown, number>();
    for (const image of json['images'] as unknown[]) {
      if (!isObject(image)) continue;
      const name = image['file_name'] ?? image['id'];
      images.set(image['id'], cases.indexOf(String(name)));
    }
    const categories = new Map<unknown, string>();
    for (const category of json['categories'] as unknown[]) {
      if (isObject(category)) categories.set(category['id'], String(category['name']));
    }
    const marked = new Map<number, Set<string>>();
    const present = new Set<string>();
    for (const annotation of json['annotations'] as unknown[]) {
      if (!isObject(annotation)) continue;
      const at = images.get(annotation['image_id']);
      const category = categories.get(annotation['category_id']);
      if (at === undefined || category === undefined) {
        leave('annotation of an image or category that is not listed');
        continue;
      }
      const name = annotation['reader'] ?? annotation['annotator'] ?? annotation['annotator_id'];
      const by = readers.indexOf(
        typeof name === 'string' || typeof name === 'number' ? String(name) : reader,
      );
      const own = marked.get(by) ?? new Set();
      own.add(`${at}\n${category}`);
      marked.set(by, own);
      present.add(category);
    }
    if (marked.size === 0) marked.set(readers.indexOf(reader), new Set());
    [...categories.values()].forEach((category, order) => {
      const question = questions.get(category) ?? rawQuestion(category);
      questions.set(category, question);
      for (const [by, own] of marked) {
        for (const at of images.values()) {
          const isMarked = own.has(`${at}\n${category}`);
          addReading(question, {
            caseIndex: at,
            readerIndex: by,
            answer: isMarked ? 'present' : 'absent',
            row: order + 1,
            seconds: Number.NaN,
          });
        }
      }
    });
  }
  return {
    file: files.map(({ file }) => file).join(', '),
    caseNames: cases.list,
    readerNames: readers.list,
    questions: [...questions.values()],
    patients: null,
    attributes: [],
    leftOut: [...leftOut].map(([reason, count]) => ({ reason, count })),
    notes: [],
  };
}
