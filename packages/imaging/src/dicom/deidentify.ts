import { type Dataset, type DicomElement, elementOf } from './dataset.ts';
import { type KeepEntry, keepList } from './keep-list.ts';
import { shiftDate } from './shift-date.ts';
import { printTag, tags } from './tags.ts';
import { isUid } from './uid.ts';
import { elementText, numbersOf, stringsOf, textOf } from './values.ts';
import { type NewDataset, type NewElement, type NewValue, newDataset } from './write.ts';

/** How identifying elements are removed. */
export interface DeidentifyOptions {
  /** A UID for a UID, always the same for the same one; keyed, so that nobody can turn it back. */
  readonly mapUid: (uid: string) => string;
  /** A name for a patient's id, always the same for the same one; keyed. */
  readonly mapPatient: (patientId: string) => string;
  /** Days by which a patient's dates move; null leaves dates out. */
  readonly shiftDays?: ((patientId: string) => number) | null;
  /** Whether sex and age (89 and above as 90) are kept. */
  readonly keepsPatientCharacteristics?: boolean;
}

/** A header without identifying elements. */
export interface Deidentified {
  /** What may be kept, ready to be written; without pixels. */
  readonly dataset: NewDataset;
  /** The same as plain data, by keyword. */
  readonly header: HeaderJson;
  /** Name that stands for the patient. */
  readonly patient: string;
  /** Tags that were left out, each once, without values. */
  readonly removed: readonly string[];
  /** Tags whose values were replaced. */
  readonly replaced: readonly string[];
}

/** A kept header as plain data. */
export interface HeaderJson {
  readonly [keyword: string]:
    | string
    | readonly string[]
    | readonly number[]
    | readonly HeaderJson[];
}

/** Elements that an object must have, though they may be empty (type 2): kept without their values. */
const blanked = new Set<number>([
  tags.StudyDate,
  tags.StudyTime,
  tags.AccessionNumber,
  tags.ReferringPhysicianName,
  tags.PatientBirthDate,
  tags.PatientSex,
  tags.StudyID,
  tags.PatientOrientation,
  tags.Laterality,
  tags.PositionReferenceIndicator,
  0x00180022, // scan options
]);

interface Work {
  readonly options: DeidentifyOptions;
  readonly days: number | null;
  readonly removed: Set<string>;
  readonly replaced: Set<string>;
}

/**
 * Removes what identifies a person: only elements of {@link keepList} stay, each checked to be what it should be;
 * identifiers are mapped, dates shifted or left out, private and unknown elements dropped at every depth.
 * Text burned into pixels is not looked for.
 *
 * @param dataset any data set
 * @param options how identifiers are mapped and what is kept
 * @see DICOM PS3.15 annex E, basic application level confidentiality profile
 */
export function deidentify(dataset: Dataset, options: DeidentifyOptions): Deidentified {
  const patientId = textOf(dataset, tags.PatientID);
  const patient = options.mapPatient(patientId);
  const work: Work = {
    options,
    days: options.shiftDays ? options.shiftDays(patientId) : null,
    removed: new Set(),
    replaced: new Set([printTag(tags.PatientID), printTag(tags.PatientName)]),
  };
  const [kept, header] = keepOf(dataset, work);
  const marked = new Map([...kept, ...marks(patient, work, options)]);
  return {
    dataset: marked,
    header: { ...header, PatientID: patient, PatientIdentityRemoved: 'YES' },
    patient,
    removed: [...work.removed].sort(),
    replaced: [...work.replaced].sort(),
  };
}

function keepOf(dataset: Dataset, work: Work): [Map<number, NewElement>, HeaderJson] {
  const kept = new Map<number, NewElement>();
  const json: Record<string, HeaderJson[string]> = {};
  for (const element of dataset.elements) {
    const entry = keepList.get(element.tag);
    const isFirst = elementOf(dataset, element.tag) === element;
    const value = entry && isFirst ? keptValue(dataset, element, entry, work, json) : null;
    if (value === null) {
      if (!work.replaced.has(printTag(element.tag))) work.removed.add(printTag(element.tag));
      const isBlank = entry !== undefined && element.length === 0;
      if (isFirst && (isBlank || blanked.has(element.tag))) {
        kept.set(element.tag, { vr: element.vr, value: '' });
      }
    } else kept.set(element.tag, { vr: element.vr, value });
  }
  return [kept, json];
}

function keptValue(
  dataset: Dataset,
  element: DicomElement,
  entry: KeepEntry,
  work: Work,
  json: Record<string, HeaderJson[string]>,
): NewValue | null {
  if (entry.rule === 'items') {
    if (!element.items) return null;
    const items = element.items.map((item) => keepOf(item, work));
    json[entry.keyword] = items.map(([, inner]) => inner);
    return items.map(([kept]) => kept);
  }
  if (element.items || element.fragments) return null;
  if (entry.rule === 'number') return keptNumbers(dataset, element, entry, json);
  const texts = keptTexts(dataset, element, entry, work);
  if (texts === null) return null;
  if (entry.rule === 'uid' || entry.rule === 'date') work.replaced.add(printTag(element.tag));
  json[entry.keyword] = texts.length === 1 ? texts[0]! : texts;
  return texts;
}

function keptNumbers(
  dataset: Dataset,
  element: DicomElement,
  entry: KeepEntry,
  json: Record<string, HeaderJson[string]>,
): NewValue | null {
  const isNumeric = /^(DS|IS|US|SS|UL|SL|FL|FD|UN)$/.test(element.vr) && element.vr !== 'UN';
  const numbers = isNumeric ? numbersOf(dataset, element.tag) : [];
  const known = numbers.filter((n): n is number => n !== null);
  if (known.length === 0 || known.length !== numbers.length) return null;
  if (!known.every(isPlausible)) return null;
  json[entry.keyword] = known;
  return known;
}

/** Numbers of physics are small or short: long runs of digits may be somebody's. */
function isPlausible(value: number): boolean {
  return Math.abs(value) < 1e7 && (Number.isInteger(value) || Math.abs(value) >= 1e-12);
}

function keptTexts(
  dataset: Dataset,
  element: DicomElement,
  entry: KeepEntry,
  work: Work,
): string[] | null {
  const { options } = work;
  const texts = stringsOf(dataset, element.tag);
  const first = texts[0];
  if (first === undefined) return null;
  switch (entry.rule) {
    case 'uid':
      return texts.every(isUid) ? texts.map(options.mapUid) : null;
    case 'class':
      return isUid(first) && first.startsWith('1.2.840.10008.') ? [first] : null;
    case 'date': {
      const moved = work.days === null ? null : shiftDate(first, work.days);
      return moved === null ? null : [moved];
    }
    case 'sex':
      return options.keepsPatientCharacteristics && /^[MFO]$/.test(first) ? [first] : null;
    case 'age':
      return options.keepsPatientCharacteristics ? roundAge(first) : null;
    case 'name': {
      const text = elementText(dataset, element);
      return /^[A-Za-z0-9 ._,()/&+-]{1,64}$/.test(text) ? [text] : null;
    }
    default: {
      // Of an image type the first three values are from the standard, later ones are free.
      const codes = element.tag === tags.ImageType ? texts.slice(0, 3) : texts;
      return codes.every((code) => /^[A-Za-z0-9_ -]{0,16}$/.test(code)) ? codes : null;
    }
  }
}

function roundAge(text: string): string[] | null {
  const match = /^(\d{3})([DWMY])$/.exec(text);
  if (!match) return null;
  return match[2] === 'Y' && Number(match[1]) >= 90 ? ['090Y'] : [text];
}

function marks(
  patient: string,
  work: Work,
  options: DeidentifyOptions,
): readonly (readonly [number, NewElement])[] {
  const code = (value: string, meaning: string): NewDataset =>
    newDataset([
      [tags.CodeValue, value],
      [tags.CodingSchemeDesignator, 'DCM'],
      [tags.CodeMeaning, meaning],
    ]);
  const codes = [code('113100', 'Basic Application Confidentiality Profile')];
  if (work.days !== null) {
    codes.push(code('113107', 'Retain Longitudinal Temporal Information Modified Dates Option'));
  }
  if (options.keepsPatientCharacteristics) {
    codes.push(code('113108', 'Retain Patient Characteristics Option'));
  }
  return [
    ...newDataset([
      [tags.PatientName, patient],
      [tags.PatientID, patient],
      [tags.PatientIdentityRemoved, 'YES'],
      [tags.DeidentificationMethod, 'Equipoise keep list'],
      [tags.DeidentificationMethodCodeSequence, codes],
      [tags.LongitudinalTemporalInformationModified, work.days === null ? 'REMOVED' : 'MODIFIED'],
    ]),
  ];
}
