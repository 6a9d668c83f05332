const idWords: ReadonlySet<string> = new Set([
  'id',
  'ids',
  'uid',
  'uuid',
  'guid',
  'mrn',
  'accession',
  'md5',
  'md5hash',
  'sha1',
  'sha256',
  'hash',
  'patient',
  'patients',
  'subject',
  'participant',
  'person',
  'image',
  'study',
  'case',
  'lesion',
  'series',
  'exam',
  'dicom',
  'path',
  'file',
  'filename',
  'filepath',
  'imageid',
  'patientid',
  'caseid',
  'studyid',
  'readerid',
  'subjectid',
  'lesionid',
  'seriesid',
  'pid',
  'mrid',
  'sopinstanceuid',
]);

/**
 * Splits a column name into lower-case words at underscores, spaces, dots, hyphens and changes of case.
 *
 * @param name a column name
 * @returns its words; `patientID` gives patient, id
 */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/**
 * Tells whether a column name says that its cells are ids, which are kept as text byte for byte.
 *
 * @param name a column name
 * @returns true for names such as patient_id, StudyInstanceUID, image, Image Index
 */
export function isIdName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined) return false;
  const first = words[0]!;
  if (words.length === 1) return idWords.has(first);
  if (['id', 'ids', 'uid', 'uuid', 'guid', 'mrn', 'accession', 'hash', 'md5'].includes(last))
    return true;
  if (last === 'number' && ['accession', 'patient', 'study'].includes(first)) return true;
  return words.length === 2 && last === 'index' && idWords.has(first);
}
