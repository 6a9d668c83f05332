import {
  type AnswerOption,
  canonicalJson,
  type Instructions,
  type ProtocolCase,
  type Question,
  type StudyProtocol,
} from '@equipoise/domain';
import { isShapeQuestion } from './check-answers.ts';
import type { ProtocolIssue } from './protocol-issue.ts';

/** Takes down an issue. */
export type AddIssue = (
  path: readonly (string | number)[],
  message: string,
  mend: string,
  blocks?: ProtocolIssue['blocks'],
) => void;

/** The answers or labels of a question that readers choose from; none for numbers and texts. */
export function optionsOf(question: Question): readonly AnswerOption[] {
  if (isShapeQuestion(question)) return question.labels;
  return 'options' in question ? question.options : [];
}

/** A class without an example picture blocks the lock: in the study's instructions, and in each arm that has its own. */
function checkExamples(protocol: StudyProtocol, add: AddIssue): void {
  checkExamplesOf(protocol, protocol.instructions, null, add);
  protocol.instructionArms?.arms.forEach((arm, at) => {
    if (arm.instructions !== null) checkExamplesOf(protocol, arm.instructions, at, add);
  });
}

function checkExamplesOf(
  protocol: StudyProtocol,
  instructions: Instructions,
  armAt: number | null,
  add: AddIssue,
): void {
  const shown = new Set(
    instructions.labels
      .filter((label) => label.examples.length > 0)
      .map((label) => JSON.stringify([label.questionId, label.label])),
  );
  protocol.questions.forEach((question, at) => {
    const list = isShapeQuestion(question) ? 'labels' : 'options';
    optionsOf(question).forEach((option, place) => {
      if (shown.has(JSON.stringify([question.id, option.value]))) return;
      const inArm = armAt === null ? [] : ['instructionArms', 'arms', armAt];
      add(
        [...inArm, 'questions', at, list, place],
        `has no example picture for "${option.text.slice(0, 60)}"`,
        'Add at least one picture to its instructions.',
        'lock',
      );
    });
  });
}

/** Versions of the instructions that are compared must differ. */
function checkArmsDiffer(protocol: StudyProtocol, add: AddIssue): void {
  const seen = new Set<string>();
  protocol.instructionArms?.arms.forEach(({ instructions }, at) => {
    const said = canonicalJson(instructions ?? protocol.instructions);
    if (seen.has(said)) {
      add(
        ['instructionArms', 'arms', at, 'instructions'],
        'says the same as another version',
        'Change its words or pictures, or remove it.',
        'lock',
      );
    }
    seen.add(said);
  });
}

function checkReference(
  protocol: StudyProtocol,
  use: ProtocolCase['use'],
  questionId: string | null,
  add: AddIssue,
): void {
  protocol.cases.forEach((one, at) => {
    if (one.use !== use) return;
    const isKnown =
      questionId === null
        ? one.reference.length > 0
        : one.reference.some((answer) => answer.questionId === questionId);
    if (isKnown) return;
    const what = questionId === null ? 'no known answer' : `no known answer to "${questionId}"`;
    add(['cases', at, 'reference'], `has ${what}`, 'Write the known answer.', 'lock');
  });
}

function checkReaders(protocol: StudyProtocol, add: AddIssue): void {
  const { reads, readers, adjudication } = protocol;
  const able = readers.filter(
    (reader) =>
      reader.roles.includes('reader') &&
      reads.skills.every((skill) => reader.skills.includes(skill)),
  ).length;
  const wanted = Math.max(reads.perCase, ...reads.exceptions.map((one) => one.perCase));
  if (able < wanted) {
    add(
      ['readers'],
      `has ${able} who may read, and a case needs ${wanted}`,
      'Add readers, or lower the reads per case.',
      'lock',
    );
  }
  const { kind, otherwise, skill } = adjudication;
  const hasJudge = readers.some((reader) => reader.roles.includes('adjudicator'));
  if (kind === 'third-reader' && able <= wanted && !hasJudge) {
    add(['readers'], 'has nobody left for a third reading', 'Add a reader.', 'lock');
  }
  const needsSenior =
    kind === 'senior' || kind === 'panel' || (kind !== 'none' && otherwise === 'senior');
  if (!needsSenior) return;
  const judges = readers.filter(
    (reader) =>
      reader.roles.includes('adjudicator') && (skill === null || reader.skills.includes(skill)),
  ).length;
  const least = kind === 'panel' ? adjudication.panelSize : 1;
  if (judges < least) {
    add(
      ['readers'],
      `has ${judges} who may adjudicate${skill === null ? '' : ` with the skill "${skill}"`}, and the rule needs ${least}`,
      'Add adjudicators, or choose another rule.',
      'lock',
    );
  }
}

function checkPools(protocol: StudyProtocol, add: AddIssue): void {
  const { cases, exam, gold, suspension, drift, arms, training } = protocol;
  const count = (use: ProtocolCase['use']): number => cases.filter((one) => one.use === use).length;
  if (count('measured') === 0) {
    add(['cases'], 'has no case to measure', 'Add cases.', 'lock');
  }
  if (exam !== null) {
    checkReference(protocol, 'exam', exam.reading.questionId, add);
    const wanted = exam.caseCount ?? 1;
    if (count('exam') < wanted) {
      add(
        ['exam', 'caseCount'],
        `wants ${wanted}, and there are ${count('exam')} exam cases`,
        'Add exam cases.',
        'lock',
      );
    }
  }
  if (training !== null) {
    checkReference(protocol, 'training', null, add);
    if (count('training') === 0) add(['training'], 'has no case', 'Add training cases.', 'lock');
  }
  checkReference(
    protocol,
    'gold',
    suspension?.reading.questionId ?? drift?.reading.questionId ?? null,
    add,
  );
  if (gold !== null && count('gold') === 0) {
    add(['gold'], 'has no case to hide', 'Add cases with use "gold".', 'lock');
  }
  const needsGold = suspension !== null ? 'suspension' : drift !== null ? 'drift' : null;
  if (needsGold !== null && gold === null) {
    add([needsGold], 'needs hidden gold cases', 'Add the rule gold, or remove this one.', 'lock');
  }
  if (
    suspension !== null &&
    suspension.sensitivityBelow === null &&
    suspension.specificityBelow === null
  ) {
    add(['suspension'], 'has no bar', 'Write sensitivityBelow or specificityBelow.', 'lock');
  }
  if (arms?.design === 'crossover' && arms.washOutDays === 0) {
    add(
      ['arms', 'washOutDays'],
      'is 0 in a crossover',
      'Write the days between two readings.',
      'lock',
    );
  }
  const ids = new Set(cases.map((one) => one.caseId));
  arms?.plantedWrong.forEach((caseId, at) => {
    if (ids.has(caseId)) return;
    add(['arms', 'plantedWrong', at], 'is no case of the study', 'Remove it.', 'lock');
  });
}

/** What a lock still needs: examples for every class, known answers, enough readers and cases. */
export function checkReadiness(protocol: StudyProtocol, add: AddIssue): void {
  if (protocol.questions.length === 0) {
    add(['questions'], 'is empty', 'Ask at least one question.', 'lock');
  }
  checkExamples(protocol, add);
  checkArmsDiffer(protocol, add);
  checkReaders(protocol, add);
  checkPools(protocol, add);
  if (protocol.analysisPlan.trim() === '') {
    add(['analysisPlan'], 'is empty', 'State what will be computed before anyone reads.', 'lock');
  }
}
