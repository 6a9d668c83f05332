import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { fail } from '../errors.ts';
import { addReading, namesInOrder, type RawReadings, rawQuestion } from './raw-readings.ts';

/** One CVAT file ("CVAT for images 1.1") and the reader who made it. */
export interface CvatFile {
  readonly file: string;
  readonly text: string;
  /** Name of the reader where the file names no assignee. */
  readonly reader: string;
}

const shapes = new Set([
  'box',
  'polygon',
  'polyline',
  'points',
  'mask',
  'ellipse',
  'cuboid',
  'skeleton',
]);

function children(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (name === undefined || child.name === name),
  );
}

function find(element: XmlElement, path: readonly string[]): XmlElement | null {
  let here: XmlElement | undefined = element;
  for (const name of path) {
    if (here === undefined) return null;
    here = children(here, name)[0];
  }
  return here ?? null;
}

function rootOf({ file, text }: CvatFile): XmlElement {
  let root: XmlElement | null = null;
  try {
    root = parseXml(text).root;
  } catch (cause) {
    fail(
      'dataset/bad-export',
      'the XML is damaged or cut off.',
      'Export it again.',
      { file },
      cause,
    );
  }
  if (root?.name !== 'annotations') {
    fail(
      'dataset/bad-export',
      'this is no CVAT export: a root named annotations was expected.',
      'Export as "CVAT for images 1.1" and try again.',
      { file },
    );
  }
  return root;
}

function assignee(root: XmlElement): string | null {
  for (const path of [
    ['meta', 'job', 'assignee', 'username'],
    ['meta', 'task', 'assignee', 'username'],
    ['meta', 'job', 'assignee'],
    ['meta', 'task', 'assignee'],
  ]) {
    const text = find(root, path)?.text.trim() ?? '';
    if (text !== '') return text;
  }
  return null;
}

/**
 * Readings from CVAT files, one a reader. Every label is a question with the answers `absent` and `present`
 * (a tag or a shape of that label stands on the image); attributes of tags are questions named
 * `label: attribute`. An image without a mark was read and nothing was found.
 *
 * @throws dataset/bad-export
 */
export function readingsFromCvat(files: readonly CvatFile[]): RawReadings {
  const cases = namesInOrder();
  const readers = namesInOrder();
  const questions = new Map<string, ReturnType<typeof rawQuestion>>();
  const questionOf = (name: string): ReturnType<typeof rawQuestion> => {
    const known = questions.get(name) ?? rawQuestion(name);
    questions.set(name, known);
    return known;
  };
  for (const source of files) {
    const root = rootOf(source);
    const readerIndex = readers.indexOf(assignee(root) ?? source.reader);
    const images = children(root, 'image');
    const declared = children(
      find(root, ['meta', 'task', 'labels']) ?? find(root, ['meta', 'job', 'labels']) ?? root,
      'label',
    ).map((label) => find(label, ['name'])?.text.trim() ?? '');
    const used = images.flatMap((image) =>
      children(image).map((mark) => mark.attributes['label'] ?? ''),
    );
    const labels = [...new Set([...declared, ...used])].filter((name) => name !== '');
    images.forEach((image, at) => {
      const name = image.attributes['name'] ?? image.attributes['id'];
      if (name === undefined) return;
      const reading = {
        caseIndex: cases.indexOf(name),
        readerIndex,
        row: at + 1,
        seconds: Number.NaN,
      };
      const marks = children(image).filter((mark) => mark.name === 'tag' || shapes.has(mark.name));
      for (const label of labels) {
        const own = marks.filter((mark) => mark.attributes['label'] === label);
        addReading(questionOf(label), {
          ...reading,
          answer: own.length > 0 ? 'present' : 'absent',
        });
        for (const mark of own.filter((entry) => entry.name === 'tag')) {
          for (const attribute of children(mark, 'attribute')) {
            addReading(questionOf(`${label}: ${attribute.attributes['name'] ?? 'attribute'}`), {
              ...reading,
              answer: attribute.text.trim() || null,
            });
          }
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
    leftOut: [],
    notes: [],
  };
}
