import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Question } from '@equipoise/domain';
import type { ReaderStage } from '@equipoise/web/stage';
import { type ReactNode, type RefObject, useState } from 'react';
import { toolsOf } from '../../reading/drawn-answers.ts';
import { QuestionCard } from '../reading/question-card.tsx';
import { clearDrawn } from './clear-drawn.ts';
import { MissingAnswers } from './missing-answers.tsx';
import type { CaseWork } from './use-case-work.ts';

/** The questions as readers get them: the same cards with the same keys. */
export function AnswerForm(props: {
  readonly work: CaseWork;
  readonly questions: readonly Question[];
  readonly stage: RefObject<ReaderStage | null>;
  readonly focusStage: () => void;
  /** Whether to say what is missing. */
  readonly areIssuesShown: boolean;
}): ReactNode {
  const { work, questions, stage, areIssuesShown } = props;
  const [current, setCurrent] = useState<string | null>(null);
  const [armed, setArmed] = useState<string | null>(null);
  const answerOf = new Map(work.answers.map((answer) => [answer.questionId, answer]));
  const draw = (question: Question, label: string | null): void => {
    const open = stage.current;
    if (open === null || !isShapeQuestion(question)) return;
    const value = label ?? question.labels[0]?.value ?? '';
    if (question.kind === 'mask') {
      const own = (one: { questionId: string; label: string }): boolean =>
        one.questionId === question.id && one.label === value;
      open.segment = open.options.segments.find(own)?.segment ?? open.segment;
    } else open.label = { questionId: question.id, label: value };
    open.setTool(toolsOf[question.kind][0] ?? 'select');
    open.changed();
    props.focusStage();
  };
  const open = [...work.issues.keys()];
  return (
    <>
      <div className="room eq-judge-room">
        <div className="eq-judge-form">
          {work.asked.map((question, at) => (
            <QuestionCard
              key={question.id}
              question={question}
              number={at + 1}
              form={work.form}
              answer={answerOf.get(question.id)}
              isCurrent={current === question.id}
              isArmed={armed === question.id}
              issue={areIssuesShown ? (work.issues.get(question.id) ?? null) : null}
              modelAnswer={undefined}
              onAction={work.act}
              onArm={(isArmed) => setArmed(isArmed ? question.id : null)}
              onFocus={() => setCurrent(question.id)}
              onDraw={(label) => draw(question, label)}
              onClearDrawn={() => {
                if (stage.current !== null) clearDrawn(stage.current, questions, question.id);
                work.drawn(null);
              }}
            />
          ))}
        </div>
      </div>
      <MissingAnswers
        names={
          areIssuesShown ? open.map((id) => questions.find((one) => one.id === id)?.text ?? id) : []
        }
      />
    </>
  );
}
