import type { ProtocolIssue } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { protocolWords as words } from '../../words/protocol.ts';
import type { Path } from './path.ts';

/** The parts of the form, in their order. */
export const sections = [
  'study',
  'questions',
  'instructions',
  'cases',
  'people',
  'reading',
  'exam',
  'quality',
  'arms',
  'adjudication',
  'hanging',
  'json',
  'versions',
] as const;

/** One of {@link sections}. */
export type Section = (typeof sections)[number];

const sectionOfKey: Readonly<Record<string, Section>> = {
  questions: 'questions',
  instructions: 'instructions',
  instructionArms: 'instructions',
  cases: 'cases',
  readers: 'people',
  reads: 'reading',
  order: 'reading',
  session: 'reading',
  training: 'exam',
  exam: 'exam',
  gold: 'quality',
  repeats: 'quality',
  suspension: 'quality',
  drift: 'quality',
  arms: 'arms',
  adjudication: 'adjudication',
  hanging: 'hanging',
  interimResults: 'study',
};

/** Where in the form something is mended. */
export interface Place {
  readonly section: Section;
  readonly path: Path;
}

/** Where an issue is mended: a missing example picture in the instructions, all else where it stands. */
export function placeOfIssue(issue: ProtocolIssue, draft: StudyProtocol): Place {
  // In an arm of the instructions the same stands behind its place.
  const arm = issue.path[0] === 'instructionArms' ? issue.path.slice(0, 3) : [];
  const [key, at, list, place] = issue.path.slice(arm.length);
  if (issue.blocks === 'lock' && key === 'questions' && place !== undefined) {
    const question = draft.questions[Number(at)];
    const options =
      question === undefined
        ? []
        : list === 'labels' && 'labels' in question
          ? question.labels
          : 'options' in question
            ? question.options
            : [];
    const option = options[Number(place)];
    if (question !== undefined && option !== undefined) {
      const path = [...arm, 'instructions', question.id, option.value];
      return { section: 'instructions', path };
    }
  }
  return { section: sectionOfKey[String(issue.path[0])] ?? 'study', path: issue.path };
}

/**
 * The place of an issue in the words of the form: its part, then what it is about.
 *
 * @param names of people, by id
 */
export function placeWords(
  issue: ProtocolIssue,
  draft: StudyProtocol,
  names: ReadonlyMap<string, string>,
): string {
  const parts: string[] = [words.section[placeOfIssue(issue, draft).section]];
  const armAt = issue.path[0] === 'instructionArms' ? issue.path[2] : undefined;
  if (typeof armAt === 'number') {
    parts.push(words.armOf(draft.instructionArms?.arms[armAt]?.id ?? `${armAt + 1}`));
  }
  const [key, at, ...rest] = typeof armAt === 'number' ? issue.path.slice(3) : issue.path;
  if (typeof at === 'number' && key === 'questions') {
    const question = draft.questions[at];
    parts.push(question === undefined || question.text === '' ? `${at + 1}` : question.text);
  } else if (typeof at === 'number' && key === 'cases') {
    parts.push(draft.cases[at]?.caseId ?? `${at + 1}`);
  } else if (typeof at === 'number' && key === 'readers') {
    parts.push(names.get(draft.readers[at]?.readerId ?? '') ?? `${at + 1}`);
  } else if (key !== undefined && at === undefined) {
    const said = words.placeKeys[String(key)];
    if (said !== undefined) parts.push(said);
  } else if (at !== undefined) {
    rest.unshift(at);
  }
  for (const one of rest) {
    if (typeof one === 'number') parts.push(`${parts.pop() ?? ''} ${one + 1}`);
    else parts.push(words.placeKeys[one] ?? one);
  }
  return parts.join(' › ');
}
