import type { Answer, AnswerValue, Question, Shape, ShapeQuestion } from '@equipoise/domain';
import { shapeKinds } from '@equipoise/domain';
import { askedQuestions } from './skip-logic.ts';

/** What is wrong with an answer. */
export interface AnswerIssue {
  readonly questionId: string;
  readonly code:
    | 'missing'
    | 'unknown-question'
    | 'given-twice'
    | 'wrong-kind'
    | 'unknown-option'
    | 'out-of-range'
    | 'too-few'
    | 'too-many'
    | 'not-offered'
    | 'no-confidence'
    | 'bad-confidence'
    | 'bad-shape';
  readonly message: string;
}

/** Answers as they are stored, and what is wrong with them. */
export interface CheckedAnswers {
  /** In the order of the questions, those not asked left out. */
  readonly answers: readonly Answer[];
  readonly issues: readonly AnswerIssue[];
  /** Questions answered although they are not asked. */
  readonly dropped: readonly string[];
}

type Say = (code: AnswerIssue['code'], message: string) => void;

/** Whether a question is answered by drawing. */
export function isShapeQuestion(question: Question): question is ShapeQuestion {
  return (shapeKinds as readonly string[]).includes(question.kind);
}

function checkMask(shape: Extract<Shape, { kind: 'mask' }>, say: Say): void {
  const size = shape.width * shape.height;
  let before = -1;
  for (const { frame, runs } of shape.frames) {
    if (frame <= before) {
      say('bad-shape', 'Frames of a mask stand out of order.');
      return;
    }
    before = frame;
    const total = runs.reduce((sum, run) => sum + run, 0);
    const isEmptyRun = runs.some((run, at) => run === 0 && at > 0);
    if (total > size || isEmptyRun || runs.length < 2 || runs.length % 2 === 1) {
      say('bad-shape', 'Runs of a mask do not fit its frame.');
      return;
    }
  }
  if (shape.frames.length === 0) say('bad-shape', 'A mask has no pixel.');
}

function checkShapes(question: ShapeQuestion, shapes: readonly Shape[], say: Say): void {
  const labels = new Set(question.labels.map((label) => label.value));
  const ids = new Set<string>();
  for (const shape of shapes) {
    if (shape.kind !== question.kind) say('wrong-kind', `A ${shape.kind} is no ${question.kind}.`);
    if (!labels.has(shape.label)) say('unknown-option', 'A shape has a label that is not offered.');
    if (ids.has(shape.shapeId)) say('given-twice', 'Two shapes have one id.');
    ids.add(shape.shapeId);
    if (shape.kind === 'mask') checkMask(shape, say);
  }
  if (shapes.length < Math.max(1, question.fewest)) {
    const wanted = Math.max(1, question.fewest);
    say('too-few', `Draw at least ${wanted}, or say that nothing was found.`);
  }
  if (question.most !== null && shapes.length > question.most) {
    say('too-many', `Draw at most ${question.most}.`);
  }
}

function checkValue(question: Question, value: AnswerValue, say: Say): AnswerValue {
  const wanted = isShapeQuestion(question) ? 'shapes' : question.kind;
  if (value.kind !== wanted) {
    say('wrong-kind', `The question wants ${wanted}, the answer is ${value.kind}.`);
    return value;
  }
  if (value.kind === 'shapes' && isShapeQuestion(question)) {
    checkShapes(question, value.shapes, say);
  } else if (
    (value.kind === 'single' || value.kind === 'ordinal') &&
    (question.kind === 'single' || question.kind === 'ordinal')
  ) {
    if (!question.options.some((option) => option.value === value.value)) {
      say('unknown-option', 'The answer is none of the options.');
    }
  } else if (value.kind === 'multi' && question.kind === 'multi') {
    const order = question.options.map((option) => option.value);
    if (value.values.some((one) => !order.includes(one))) {
      say('unknown-option', 'An answer is none of the options.');
    }
    if (new Set(value.values).size < value.values.length) {
      say('given-twice', 'An option was chosen twice.');
    }
    if (value.values.length < Math.max(1, question.fewest)) {
      say(
        'too-few',
        `Choose at least ${Math.max(1, question.fewest)}, or say that nothing was found.`,
      );
    }
    if (question.most !== null && value.values.length > question.most) {
      say('too-many', `Choose at most ${question.most}.`);
    }
    if (!question.isRanked) {
      const values = [...value.values].sort((a, b) => order.indexOf(a) - order.indexOf(b));
      return { kind: 'multi', values };
    }
  } else if (value.kind === 'number' && question.kind === 'number') {
    const { smallest, largest } = question;
    if (
      (smallest !== null && value.value < smallest) ||
      (largest !== null && value.value > largest)
    ) {
      say('out-of-range', `The number must lie from ${smallest ?? '−∞'} to ${largest ?? '∞'}.`);
    }
    if (question.isWhole && !Number.isInteger(value.value)) {
      say('out-of-range', 'The number must be whole.');
    }
  } else if (value.kind === 'text' && question.kind === 'text') {
    if (value.text.trim() === '') say('too-few', 'The text is empty.');
    if (value.text.length > question.longest) {
      say('too-many', `The text is longer than ${question.longest} characters.`);
    }
  }
  return value;
}

function checkConfidence(question: Question, confidence: number | null, say: Say): void {
  const scale = question.confidence;
  if (scale === null) {
    if (confidence !== null) say('not-offered', 'The question does not ask how sure one is.');
    return;
  }
  if (confidence === null) {
    if (scale.isRequired) say('no-confidence', 'Say how sure you are.');
    return;
  }
  const isStep = scale.kind === 'steps';
  const most = isStep ? scale.labels.length - 1 : 100;
  if (confidence < 0 || confidence > most || (isStep && !Number.isInteger(confidence))) {
    say('bad-confidence', `The confidence must lie from 0 to ${most}.`);
  }
}

function checkOne(question: Question, answer: Answer, say: Say): Answer {
  switch (answer.outcome) {
    case 'answered': {
      checkConfidence(question, answer.confidence, say);
      return { ...answer, value: checkValue(question, answer.value, say) };
    }
    case 'nothing-found':
      if (!question.hasNothingFound)
        say('not-offered', 'The question does not offer "nothing found".');
      // Being sure that nothing is there is asked for as for any answer.
      checkConfidence(question, answer.confidence, say);
      return answer;
    case 'ungradable':
      if (!question.ungradable.some((reason) => reason.value === answer.reason)) {
        say('not-offered', 'The reason is none of those offered.');
      }
      return answer;
    default:
      return answer satisfies never;
  }
}

/**
 * Checks the answers to one case. A required question that is asked needs an answer, "nothing found" or
 * "ungradable"; silence is never an answer.
 *
 * @param questions of the protocol, in order
 * @param answers as they came, typed by their schema
 */
export function checkAnswers(
  questions: readonly Question[],
  answers: readonly Answer[],
): CheckedAnswers {
  const issues: AnswerIssue[] = [];
  const known = new Set(questions.map((question) => question.id));
  const given = new Map<string, Answer>();
  for (const answer of answers) {
    const { questionId } = answer;
    if (!known.has(questionId)) {
      issues.push({ questionId, code: 'unknown-question', message: 'No such question.' });
    } else if (given.has(questionId)) {
      issues.push({ questionId, code: 'given-twice', message: 'The question is answered twice.' });
    } else given.set(questionId, answer);
  }
  const asked = askedQuestions(questions, answers);
  const kept: Answer[] = [];
  for (const question of asked) {
    const answer = given.get(question.id);
    const say: Say = (code, message) => issues.push({ questionId: question.id, code, message });
    if (answer !== undefined) kept.push(checkOne(question, answer, say));
    else if (question.isRequired) say('missing', 'The question is not answered.');
  }
  const isAsked = new Set(asked.map((question) => question.id));
  const dropped = [...given.keys()].filter((id) => !isAsked.has(id));
  return { answers: kept, issues, dropped };
}
