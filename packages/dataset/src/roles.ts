import { wordsOf } from './names.ts';
import { profileTable } from './profile.ts';
import type { Table } from './table.ts';

/** What a column may stand for. */
export type Role =
  | 'case'
  | 'patient'
  | 'label'
  | 'score'
  | 'sex'
  | 'age'
  | 'site'
  | 'scanner'
  | 'view'
  | 'reader'
  | 'ethnicity'
  | 'weight'
  | 'split';

/** A role that a column may have: a suggestion to print, never acted upon. */
export interface RoleSuggestion {
  readonly role: Role;
  readonly column: string;
  /** Why, in words. */
  readonly reason: string;
}

const patterns: readonly (readonly [Role, RegExp])[] = [
  [
    'patient',
    /^(patient|subject|participant|person|mrn|pid)( id| uid| number)?$|^patientid$|^subjectid$/,
  ],
  [
    'case',
    /^(image|case|study|series|dicom|exam|sop instance|file)( id| uid| index| name)?$|^(filename|path|id|imageid|caseid|accession( number)?)$/,
  ],
  ['sex', /^(patient )?(sex|gender)$/],
  ['age', /^(patient |anchor )?age( years)?( at .+)?$/],
  ['site', /^(site|hospital|centre|center|institution|clinic)( id| name)?$/],
  ['scanner', /^(scanner|vendor|manufacturer|device|machine)( id| name| model)?$/],
  ['view', /^(view|view position|projection|frontal lateral|ap pa)$/],
  ['reader', /^(reader|radiologist|annotator|rater)( id)?$/],
  ['ethnicity', /^(race|ethnicity|ethnic group|skin type|skin tone|fitzpatrick( .+)?)$/],
  ['weight', /^(sample )?weights?$/],
  ['split', /^(split|fold|partition|set)$/],
];

/**
 * Suggests what the columns of a table stand for, from their names and from what they hold.
 *
 * @param table a table, or the first rows of one
 * @returns suggestions in the order of the columns; several columns may have one role
 */
export function suggestRoles(table: Table): RoleSuggestion[] {
  const suggestions: RoleSuggestion[] = [];
  for (const profile of profileTable(table)) {
    const { name: column } = profile;
    const words = wordsOf(column).join(' ');
    const named = patterns.find(([, pattern]) => pattern.test(words));
    if (named !== undefined) {
      suggestions.push({ role: named[0], column, reason: `the name reads as ${named[0]}` });
      continue;
    }
    const isUnit =
      profile.kind === 'number' &&
      profile.minimum !== null &&
      profile.minimum >= 0 &&
      profile.maximum !== null &&
      profile.maximum <= 1;
    const isBinary =
      profile.distinctCount === 2 && (profile.kind === 'text' || profile.maximum === 1);
    if (
      /^(prob|probability|score|pred|prediction|logit|p)\b/.test(words) &&
      profile.kind === 'number'
    ) {
      if (!(isBinary && profile.integer)) {
        suggestions.push({ role: 'score', column, reason: 'a number with the name of a score' });
      }
    } else if (
      /^(y|label|target|truth|outcome|diagnosis|gt)\b|^dx$/.test(words) &&
      profile.distinctCount <= 20
    ) {
      suggestions.push({ role: 'label', column, reason: 'few values and the name of a label' });
    } else if (isUnit && !profile.integer && profile.distinctCount > 20) {
      suggestions.push({ role: 'score', column, reason: 'numbers between 0 and 1' });
    } else if (profile.kind === 'number' && profile.integer && isUnit && isBinary) {
      suggestions.push({ role: 'label', column, reason: 'only 0 and 1' });
    }
  }
  return suggestions;
}
