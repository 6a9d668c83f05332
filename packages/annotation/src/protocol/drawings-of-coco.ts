import { type CocoDocument, cocoDocumentSchema, type Question } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { isShapeQuestion } from './check-answers.ts';
import { type DrawnMeaning, type DrawnPlace, shapesOfCoco } from './coco-shapes.ts';
import { DrawingsGathered, type KnownDrawings } from './gather-drawings.ts';
import { type KnownImage, onlyImages, stemOf } from './known-images.ts';

/** Finds the image that a file means: by its pixels, by the name that our own export gives, by case, by file name. */
function placer(
  images: readonly KnownImage[],
): (named: CocoDocument['images'][number]) => DrawnPlace | null {
  const byHash = new Map(images.map((one) => [one.pixelHash, one]));
  const byId = new Map(images.map((one) => [one.imageId, one]));
  const onlyOf = onlyImages(images);
  return (named) => {
    const [path = '', ending = ''] = named.file_name.split('/');
    const byName = byId.get(path);
    const frame = named.frame ?? (byName !== undefined && /^\d+$/.test(ending) ? +ending : 0);
    const image =
      byHash.get(named.pixel_hash ?? '') ??
      byName ??
      onlyOf.get(named.case ?? '') ??
      onlyOf.get(stemOf(named.file_name)) ??
      null;
    if (image === null || frame >= image.frameCount) return null;
    const own = image.caseIds.find((id) => id === named.case) ?? image.caseIds[0];
    return own === undefined ? null : { image, caseId: own, frame };
  };
}

/** What a category means: `question: label` as our own export writes it, else the first question with such a label. */
function meaner(questions: readonly Question[]): (name: string) => DrawnMeaning | null {
  const meant = new Map<string, DrawnMeaning>();
  const put = (name: string, one: DrawnMeaning): void => {
    const key = name.trim().toLowerCase();
    if (!meant.has(key)) meant.set(key, one);
  };
  const drawn = questions.filter(isShapeQuestion);
  for (const question of drawn) {
    for (const { value } of question.labels)
      put(`${question.id}: ${value}`, { question, label: value });
  }
  for (const question of drawn) {
    for (const { value, text } of question.labels) {
      put(value, { question, label: value });
      put(text, { question, label: value });
    }
  }
  return (name) => meant.get(name.trim().toLowerCase()) ?? null;
}

/**
 * Drawings of a COCO document as answers to the questions of a study. Images are found by the hash of their pixels, by
 * the names of our own export, by the name of the case, or by a file name that is one; categories by the question and
 * label, or by the label.
 *
 * @param input parsed JSON
 * @throws annotation/bad-argument for what is no COCO document
 */
export function drawingsOfCoco(
  input: unknown,
  images: readonly KnownImage[],
  questions: readonly Question[],
): KnownDrawings {
  const parsed = cocoDocumentSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(
      'annotation/bad-argument',
      `This is no COCO document: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
      'Give a JSON file with images, categories and annotations.',
    );
  }
  const placeOf = placer(images);
  const places = new Map(parsed.data.images.map((one) => [one.id, placeOf(one)]));
  const meaning = meaner(questions);
  const meant = new Map(parsed.data.categories.map(({ id, name }) => [id, meaning(name)]));
  const gathering = new DrawingsGathered();
  for (const one of parsed.data.annotations) {
    const place = places.get(one.image_id) ?? null;
    const what = meant.get(one.category_id) ?? null;
    if (place === null) gathering.leave('their image is not in the study');
    else if (what === null) gathering.leave('no question has their label');
    else {
      const shapes = shapesOfCoco(one, what, place);
      if (shapes.length === 0)
        gathering.leave('they hold no shape of the kind the question asks for');
      for (const shape of shapes) gathering.add(place.caseId, what.question.id, shape);
    }
  }
  return gathering.result();
}
