import type { Answer, Question } from '@equipoise/domain';
import { commandsByKey, keyName } from '@equipoise/web/stage';
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { caseKeys } from '../../reading/key-maps.ts';
import { chosenValue } from '../../reading/say-answer.ts';
import { client } from '../../shell/client.ts';
import type { Protocol } from './view-types.ts';

const CardDialog = lazy(async () => ({
  default: (await import('../reading/card-dialog.tsx')).CardDialog,
}));

/** The instructions of a question, over the page of a case. */
export interface InstructionCard {
  /** Shows those of a question; without an id, of the one that has the focus, else of the first. */
  readonly show: (questionId?: string) => void;
  /** `?` shows them, from everywhere but a field. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly dialog: ReactNode;
}

/**
 * The same card that readers have.
 *
 * @param questions those that are decided, in their order
 * @param answers as they stand: the label that is chosen comes first
 */
export function useInstructionCard(
  protocol: Protocol,
  questions: readonly Question[],
  answers: readonly Answer[],
): InstructionCard {
  const commands = useMemo(() => commandsByKey(caseKeys(protocol.questions)), [protocol]);
  const [shown, setShown] = useState<Question | null>(null);
  const show = (questionId?: string): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-question]');
    const wanted = questionId ?? focused?.dataset['question'];
    const known = protocol.questions.find(({ id }) => id === wanted);
    setShown(known ?? questions[0] ?? null);
  };
  return {
    show,
    onKeyDown(event) {
      const target = event.target as HTMLElement; // events of elements only
      if (event.defaultPrevented) return;
      if (commands.get(keyName(event.nativeEvent)) !== 'instructions') return;
      if (target.matches('input:not([type=range], [type=radio]), textarea, select')) return;
      event.preventDefault();
      show();
    },
    dialog: shown !== null && (
      <div className="room eq-judge-room">
        <Suspense>
          <CardDialog
            protocol={protocol}
            client={client}
            question={shown}
            label={chosenValue(answers.find(({ questionId }) => questionId === shown.id))}
            onClose={() => setShown(null)}
          />
        </Suspense>
      </div>
    ),
  };
}
