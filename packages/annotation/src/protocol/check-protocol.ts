import type { BinaryReading, Instructions, Question, StudyProtocol } from '@equipoise/domain';
import { checkAnswers, isShapeQuestion } from './check-answers.ts';
import { type AddIssue, checkReadiness, optionsOf } from './check-readiness.ts';
import { type ProtocolIssue, placeOf } from './protocol-issue.ts';
import { questionsOf } from './skip-logic.ts';

function checkUnique(
  add: AddIssue,
  path: readonly (string | number)[],
  names: readonly string[],
  key: string,
): void {
  const seen = new Set<string>();
  names.forEach((name, at) => {
    if (seen.has(name)) add([...path, at, key], 'stands here a second time', 'Give each its own.');
    seen.add(name);
  });
}

function checkQuestions(protocol: StudyProtocol, add: AddIssue): void {
  const { questions } = protocol;
  checkUnique(
    add,
    ['questions'],
    questions.map((question) => question.id),
    'id',
  );
  const earlier = new Map<string, Question>();
  questions.forEach((question, at) => {
    const options = optionsOf(question);
    const list = isShapeQuestion(question) ? 'labels' : 'options';
    checkUnique(
      add,
      ['questions', at, list],
      options.map((option) => option.value),
      'value',
    );
    options.forEach(({ value }, place) => {
      if (value.toLowerCase() !== 'ungradable') return;
      add(
        ['questions', at, list, place, 'value'],
        'is no answer but an outcome of its own',
        'Remove it, and give reasons under ungradable.',
      );
    });
    const reasons = question.ungradable.map((reason) => reason.value);
    checkUnique(add, ['questions', at, 'ungradable'], reasons, 'value');
    if ('most' in question && question.most !== null && question.most < question.fewest) {
      add(['questions', at, 'most'], 'is below fewest', 'Write a larger number.');
    }
    if (
      question.kind === 'number' &&
      (question.smallest ?? -Infinity) > (question.largest ?? Infinity)
    ) {
      add(['questions', at, 'largest'], 'is below smallest', 'Write a larger number.');
    }
    for (const id of question.showWhen === null ? [] : questionsOf(question.showWhen)) {
      if (!earlier.has(id)) {
        add(
          ['questions', at, 'showWhen'],
          `looks at "${id.slice(0, 60)}", which is no earlier question`,
          'Name a question that stands above this one.',
        );
      }
    }
    earlier.set(question.id, question);
  });
}

function checkLabels(
  protocol: StudyProtocol,
  instructions: Instructions,
  above: readonly (string | number)[],
  add: AddIssue,
): void {
  const byId = new Map(protocol.questions.map((question) => [question.id, question]));
  instructions.labels.forEach((label, at) => {
    const question = byId.get(label.questionId);
    const path = [...above, 'labels', at];
    if (question === undefined) {
      add([...path, 'questionId'], 'names no question', 'Name a question of the protocol.');
    } else if (!optionsOf(question).some((option) => option.value === label.label)) {
      add([...path, 'label'], 'is none of the answers of its question', 'Name one of them.');
    }
  });
}

/** Instructions must speak of the questions there are. */
function checkInstructions(protocol: StudyProtocol, add: AddIssue): void {
  checkLabels(protocol, protocol.instructions, ['instructions'], add);
  if (protocol.instructionArms === null) return;
  const { arms } = protocol.instructionArms;
  const path = ['instructionArms', 'arms'];
  checkUnique(
    add,
    path,
    arms.map(({ id }) => id),
    'id',
  );
  arms.forEach(({ instructions }, at) => {
    if (instructions === null) return;
    checkLabels(protocol, instructions, [...path, at, 'instructions'], add);
  });
}

/** Checks a rule that counts answers as positive. */
function checkBinary(
  protocol: StudyProtocol,
  path: readonly (string | number)[],
  reading: BinaryReading,
  add: AddIssue,
): void {
  const question = protocol.questions.find(({ id }) => id === reading.questionId);
  if (question === undefined) {
    add(
      [...path, 'reading', 'questionId'],
      'names no question',
      'Name a question of the protocol.',
    );
    return;
  }
  const values = optionsOf(question).map((option) => option.value);
  if (values.length === 0) {
    add(
      [...path, 'reading', 'questionId'],
      'has no answers to choose from',
      'Name another question.',
    );
  }
  reading.positive.forEach((value, at) => {
    if (values.includes(value)) return;
    add([...path, 'reading', 'positive', at], 'is none of the answers', 'Name one of the answers.');
  });
}

function checkCases(protocol: StudyProtocol, add: AddIssue): void {
  const ids = new Set<string>();
  const { cases, questions } = protocol;
  cases.forEach(({ caseId }, at) => {
    if (ids.has(caseId))
      add(['cases', at, 'caseId'], 'stands here a second time', 'Name each case once.');
    ids.add(caseId);
  });
  cases.forEach((one, at) => {
    const { issues } = checkAnswers(
      questions.map((question) => ({ ...question, isRequired: false, confidence: null })),
      one.reference.map((answer) =>
        answer.outcome === 'ungradable' ? answer : { ...answer, confidence: null },
      ),
    );
    const [issue] = issues;
    if (issue !== undefined) {
      add(['cases', at, 'reference'], issue.message, 'Correct the reference answers.');
    }
  });
}

function checkRules(protocol: StudyProtocol, add: AddIssue): void {
  const { exam, suspension, drift, arms, adjudication, hanging, order } = protocol;
  if (exam !== null) checkBinary(protocol, ['exam'], exam.reading, add);
  if (suspension !== null) {
    checkBinary(protocol, ['suspension'], suspension.reading, add);
    const test = suspension.sequential;
    if (test !== null && test.unacceptable >= test.acceptable) {
      const path = ['suspension', 'sequential', 'unacceptable'];
      add(path, 'must be below acceptable', 'Write a smaller number.');
    }
  }
  if (drift !== null) {
    checkBinary(protocol, ['drift'], drift.reading, add);
    if (drift.driftRate <= drift.errorRate) {
      add(['drift', 'driftRate'], 'must be above errorRate', 'Write a larger number.');
    }
  }
  if (arms !== null) {
    checkUnique(
      add,
      ['arms', 'arms'],
      arms.arms.map((arm) => arm.id),
      'id',
    );
    if (arms.design === 'crossover' && arms.arms.length < 2) {
      add(['arms', 'arms'], 'has one arm, and a crossover compares two', 'Add an arm.');
    }
  }
  const names = new Set(protocol.questions.map((question) => question.id));
  adjudication.questions.forEach((id, at) => {
    if (names.has(id)) return;
    add(['adjudication', 'questions', at], 'names no question', 'Name a question of the protocol.');
  });
  checkUnique(
    add,
    ['adjudication', 'rubric'],
    adjudication.rubric.map(({ id }) => id),
    'id',
  );
  checkUnique(
    add,
    ['readers'],
    protocol.readers.map((reader) => reader.readerId),
    'readerId',
  );
  checkUnique(
    add,
    ['hanging', 'viewports'],
    hanging.viewports.map((port) => port.id),
    'id',
  );
  hanging.viewports.forEach((port, at) => {
    const fits =
      port.column + port.columnSpan <= hanging.columns && port.row + port.rowSpan <= hanging.rows;
    if (!fits) add(['hanging', 'viewports', at], 'lies outside the grid', 'Move it into the grid.');
  });
  if (order.kind === 'stratified') {
    order.by.forEach((stratum, at) => {
      const isKnown = protocol.cases.some((one) => Object.hasOwn(one.strata, stratum));
      if (isKnown || protocol.cases.length === 0) return;
      add(['order', 'by', at], 'is a stratum of no case', 'Name a stratum that cases have.');
    });
  }
}

/**
 * Everything in a protocol that must be mended, beyond the shape of the document.
 *
 * @param protocol as the schema read it
 * @returns first what blocks reading it, then what blocks its lock
 */
export function checkProtocol(protocol: StudyProtocol): readonly ProtocolIssue[] {
  const issues: ProtocolIssue[] = [];
  const add: AddIssue = (path, message, mend, blocks = 'reading') => {
    issues.push({ path, place: placeOf(path, protocol), message, mend, blocks });
  };
  checkQuestions(protocol, add);
  checkInstructions(protocol, add);
  checkCases(protocol, add);
  checkRules(protocol, add);
  if (issues.length === 0) checkReadiness(protocol, add);
  return issues;
}
