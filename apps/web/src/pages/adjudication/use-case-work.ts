import { askedQuestions, checkAnswers } from '@equipoise/annotation/form';
import type { Answer, Question } from '@equipoise/domain';
import type { ReaderStage } from '@equipoise/web/stage';
import { useCallback, useMemo, useRef, useState } from 'react';
import { answersDrawn, segmentsOf, sketchDrawn } from '../../reading/drawn-answers.ts';
import {
  allAnswers,
  changeForm,
  emptyForm,
  type FormAction,
  type FormState,
} from '../../reading/form-state.ts';

/** What is answered about a case, in the form and on the stage. */
export interface CaseWork {
  readonly form: FormState;
  /** Answers with drawings sketched: enough for skip logic and counts. */
  readonly answers: readonly Answer[];
  /** The questions that are asked now. */
  readonly asked: readonly Question[];
  /** What keeps the answers from being handed in, by question. */
  readonly issues: ReadonlyMap<string, string>;
  readonly act: (action: FormAction) => void;
  /** Something was drawn or removed. */
  readonly drawn: (questionId: string | null) => void;
  /** Takes up other answers in the form; drawings go to the stage by themselves. */
  readonly takeUp: (answers: readonly Answer[]) => void;
  /** Everything in full, drawings too. */
  readonly full: () => Answer[];
}

/** A form of answers without drawings. */
function formOfAnswers(answers: readonly Answer[]): FormState {
  const said = answers.filter((one) => one.outcome !== 'answered' || one.value.kind !== 'shapes');
  return {
    answers: new Map(said.map((one) => [one.questionId, one])),
    sure: new Map(
      answers.flatMap((one) =>
        one.outcome === 'ungradable' || one.confidence === null
          ? []
          : [[one.questionId, one.confidence] as const],
      ),
    ),
  };
}

/**
 * Answers in the making.
 *
 * @param questions of the protocol
 * @param decided ids of those that must be answered; the others may stay empty
 * @param stageOf the stage, once it is open
 */
export function useCaseWork(
  questions: readonly Question[],
  decided: readonly string[],
  stageOf: () => ReaderStage | null,
): CaseWork {
  const [form, setForm] = useState<FormState>(emptyForm);
  const formNow = useRef(form);
  formNow.current = form;
  const [sketch, setSketch] = useState<readonly Answer[]>([]);
  const segments = useMemo(() => segmentsOf(questions), [questions]);
  const put = useCallback((state: FormState): void => {
    formNow.current = state;
    setForm(state);
  }, []);
  const act = useCallback(
    (action: FormAction): void => put(changeForm(formNow.current, action).state),
    [put],
  );
  const drawn = useCallback(
    (questionId: string | null): void => {
      if (questionId !== null) act({ kind: 'drawn', questionId });
      const stage = stageOf();
      if (stage !== null) setSketch(sketchDrawn(stage.drawing, segments, formNow.current.sure));
    },
    [act, stageOf, segments],
  );
  const takeUp = useCallback(
    (answers: readonly Answer[]): void => {
      put(formOfAnswers(answers));
      drawn(null);
    },
    [put, drawn],
  );
  const full = useCallback((): Answer[] => {
    const stage = stageOf();
    const own = stage === null ? [] : answersDrawn(stage.drawing, segments, formNow.current.sure);
    const all = allAnswers(formNow.current, own);
    const isAsked = new Set(askedQuestions(questions, all).map(({ id }) => id));
    return all.filter(({ questionId }) => isAsked.has(questionId));
  }, [stageOf, segments, questions]);
  const answers = useMemo(() => allAnswers(form, sketch), [form, sketch]);
  const asked = useMemo(() => askedQuestions(questions, answers), [questions, answers]);
  const issues = useMemo(() => {
    const must = questions.map((question) =>
      decided.includes(question.id) ? question : { ...question, isRequired: false },
    );
    const isAsked = new Set(asked.map(({ id }) => id));
    const given = answers.filter(({ questionId }) => isAsked.has(questionId));
    return new Map(
      checkAnswers(must, given).issues.map((issue) => [issue.questionId, issue.message]),
    );
  }, [questions, decided, answers, asked]);
  return { form, answers, asked, issues, act, drawn, takeUp, full };
}
