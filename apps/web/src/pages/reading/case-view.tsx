import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Question } from '@equipoise/domain';
import {
  type Command,
  commandsByKey,
  formCommands,
  keyName,
  runCommand,
} from '@equipoise/web/stage';
import {
  type KeyboardEvent,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import { toolsOf } from '../../reading/drawn-answers.ts';
import { stepConfidence } from '../../reading/form-state.ts';
import { caseKeys } from '../../reading/key-maps.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { chosenValue } from '../../reading/say-answer.ts';
import { readingWords as words } from '../../words/reading.ts';
import { CardDialog, ConflictDialog, fetchDialogs, KeysDialog, MessageDialog } from './dialogs.tsx';
import { HandInBar } from './hand-in-bar.tsx';
import { QuestionCard } from './question-card.tsx';
import { StageView } from './stage-view.tsx';
import { ToolBar } from './tool-bar.tsx';
import { TopBar } from './top-bar.tsx';

type Open = 'keys' | 'message' | 'card' | null;
type Focus = 'stage' | 'field' | 'question' | 'none';

/** One case: images, questions, where the work is, and everything by keys. */
export function CaseView(props: {
  readonly desk: ReadingDesk;
  readonly work: CaseAtWork;
}): ReactNode {
  const { desk, work } = props;
  useSyncExternalStore(work.subscribe, work.getSnapshot);
  const [open, setOpen] = useState<Open>(null);
  const [focus, setFocus] = useState<Focus>('none');
  const place = useRef<HTMLDivElement>(null);
  const commands = useMemo(() => commandsByKey(caseKeys(work.questions)), [work]);
  const { asked } = work;
  const current = asked.find(({ id }) => id === work.currentId) ?? asked[0];
  const answerOf = new Map(work.answers.map((answer) => [answer.questionId, answer]));

  const focusQuestion = useCallback((id: string | undefined): void => {
    const selector = `[data-question="${CSS.escape(id ?? '')}"]`;
    place.current?.querySelector<HTMLElement>(selector)?.focus();
  }, []);
  const focusStage = useCallback((): void => {
    place.current?.querySelector<HTMLElement>('.room-stage')?.focus();
  }, []);

  // The first question has the focus when a case comes, so that one key answers it.
  useEffect(() => focusQuestion(work.asked[0]?.id), [work, focusQuestion]);
  useEffect(fetchDialogs, []);
  // Handing in found something missing: there the focus goes, and not again while it is mended.
  const { incompleteCount } = work;
  useEffect(() => {
    if (incompleteCount > 0) focusQuestion(work.issues[0]?.questionId);
  }, [work, incompleteCount, focusQuestion]);

  const draw = (question: Question, label: string | null): void => {
    const { stage } = work;
    if (stage === null || !isShapeQuestion(question)) return;
    const value = label ?? question.labels[0]?.value ?? '';
    const segment = work.segments.find(
      (one) => one.questionId === question.id && one.label === value,
    );
    if (segment !== undefined) stage.segment = segment.segment;
    else stage.label = { questionId: question.id, label: value };
    const tools = toolsOf[question.kind];
    if (!tools.includes(stage.tool)) stage.setTool(tools[0] ?? 'select');
    stage.changed();
    focusStage();
  };
  const clearDrawn = (question: Question): void => {
    const { stage } = work;
    if (stage === null) return;
    const shapes = [...stage.drawing.shapes.values()].filter((s) => s.questionId === question.id);
    stage.apply(shapes.map(({ shapeId }) => ({ kind: 'shape' as const, shapeId, shape: null })));
    for (const { segment } of work.segments.filter((one) => one.questionId === question.id)) {
      for (const imageId of stage.drawing.layers.keys()) {
        stage.apply([{ kind: 'clear-segment', imageId, segment }]);
      }
    }
  };
  /** From the image the way leads to the question it was drawn for while that is open, else to the one behind. */
  const goTo = (step: 1 | -1): boolean => {
    const at = asked.findIndex(({ id }) => id === current?.id);
    const isInForm = focus === 'question' || focus === 'field';
    const isOpen = current !== undefined && !answerOf.has(current.id);
    const next = isInForm
      ? asked[at + step]
      : isOpen || step === -1
        ? current
        : (asked[at + 1] ?? asked[0]);
    if (next === undefined) return false;
    focusQuestion(next.id);
    return true;
  };
  const run = (command: Command): boolean => {
    switch (command) {
      case 'next-question':
        return goTo(1);
      case 'previous-question':
        return goTo(-1);
      case 'submit':
        void desk.handIn();
        return true;
      case 'flag':
        setOpen('message');
        return true;
      case 'instructions':
        openCard();
        return true;
      case 'ungradable':
        if (current === undefined || current.ungradable.length === 0) return false;
        focusQuestion(current.id);
        work.show(() => {
          work.armedId = current.id;
        });
        return true;
      case 'confidence-down':
      case 'confidence-up': {
        if (current?.confidence == null) return false;
        const before = work.form.sure.get(current.id) ?? null;
        work.act({
          kind: 'confidence',
          questionId: current.id,
          confidence: stepConfidence(current, before, command === 'confidence-up' ? 1 : -1),
          isDrawn: isShapeQuestion(current),
        });
        return true;
      }
      default:
        return false;
    }
  };
  const chosenLabel = (): string | null => chosenValue(answerOf.get(current?.id ?? ''));
  const openCard = (): void => {
    if (current === undefined) return;
    work.tell('instructions', { questionId: current.id, label: chosenLabel() });
    setOpen('card');
  };
  desk.onCommand = run;

  /** What neither the stage nor a question took: commands of the form, and those of the image. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const name = keyName(event.nativeEvent);
    const target = event.target as HTMLElement; // events of elements only
    if (name === 'F1') {
      event.preventDefault();
      setOpen('keys');
      return;
    }
    const command = commands.get(name);
    if (target.closest('.room-stage') !== null) return;
    const isField = target.matches('input:not([type=range]), textarea, select');
    if (isField && command !== 'submit') return;
    if (
      target.matches('button:not([data-question] *), a') &&
      (name === 'Enter' || name === 'Space')
    )
      return;
    if (name === 'Escape' && target.closest('[data-question]') !== null) {
      event.preventDefault();
      focusStage();
      return;
    }
    if (command === undefined || work.stage === null) return;
    // Digits belong to questions while they have the focus; Tab goes its natural way.
    if (command.startsWith('preset-') && target.closest('[data-question]') !== null) return;
    if (command === 'next-question' || command === 'previous-question') return;
    const isDone = formCommands.has(command) ? run(command) : runCommand(work.stage, command);
    if (isDone) event.preventDefault();
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    const { stage } = work;
    if (stage === null || commands.get(keyName(event.nativeEvent)) !== 'hide-overlays') return;
    stage.areOverlaysShown = true;
    stage.redraw();
  };
  const hint = {
    stage: words.focusStage,
    field: words.focusField,
    question: words.focusQuestion(current?.text ?? ''),
    none: words.focusNone,
  }[focus];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole case; each place has its own role
    <div
      ref={place}
      className="room-case"
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={(event) => {
        if (event.relatedTarget === null) setFocus('none');
      }}
      onFocus={({ target }) => {
        const isField = target.matches('[data-field], .room-note');
        const isQuestion = target.closest('[data-question]') !== null;
        const isStage = target.closest('.room-stage') !== null;
        setFocus(isField ? 'field' : isQuestion ? 'question' : isStage ? 'stage' : 'none');
      }}
    >
      <TopBar
        desk={desk}
        work={work}
        onKeys={() => setOpen('keys')}
        onFlag={() => setOpen('message')}
      />
      <main className="room-images">
        <h2 className="room-hidden">{words.image}</h2>
        <ToolBar work={work} />
        <StageView key={work.mountKey} work={work} />
      </main>
      <section className="room-form-side" aria-label={words.questions}>
        {work.options.task.model === 'after-first-answer' && (
          <p className="room-notice" role="status">
            {work.step === 'first' ? words.firstStep : words.finalStep}
          </p>
        )}
        {asked.map((question, at) => (
          <QuestionCard
            key={`${question.id} ${work.mountKey}`}
            question={question}
            number={at + 1}
            form={work.form}
            answer={answerOf.get(question.id)}
            isCurrent={question.id === current?.id}
            isArmed={work.armedId === question.id}
            issue={
              work.issues.find(({ questionId }) => questionId === question.id)?.message ?? null
            }
            modelAnswer={
              work.model.answers === null
                ? undefined
                : (work.model.answers.find(({ questionId }) => questionId === question.id) ?? null)
            }
            onAction={(action, isTyping) => work.act(action, isTyping)}
            onArm={(isArmed) =>
              work.show(() => {
                work.armedId = isArmed ? question.id : null;
              })
            }
            onFocus={() => {
              if (work.currentId === question.id) return;
              work.show(() => {
                work.currentId = question.id;
                work.armedId = null;
              });
            }}
            onDraw={(label) => draw(question, label)}
            onClearDrawn={() => clearDrawn(question)}
          />
        ))}
        <HandInBar desk={desk} work={work} onCard={openCard} />
      </section>
      <p className="room-focus" role="status">
        {hint}
      </p>
      <Suspense>
        {open === 'keys' && <KeysDialog work={work} onClose={() => setOpen(null)} />}
        {open === 'message' && <MessageDialog desk={desk} onClose={() => setOpen(null)} />}
        {open === 'card' && current !== undefined && (
          <CardDialog
            protocol={work.options.protocol}
            client={work.options.calls.client}
            question={current}
            label={chosenLabel()}
            onClose={() => setOpen(null)}
          />
        )}
        {work.conflict !== null && <ConflictDialog desk={desk} work={work} />}
      </Suspense>
    </div>
  );
}
