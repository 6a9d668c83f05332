import { optionsOf } from '@equipoise/annotation';
import { type QuestionKind, questionKinds } from '@equipoise/domain';
import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { freeName, newQuestion } from './new-question.ts';
import { fieldId, moved, without } from './path.ts';
import { QuestionEditor } from './question-editor.tsx';

/** The questions: a list, and the one that is edited. */
export function QuestionsSection(): ReactNode {
  const { draft, isReadOnly, isAmending, issues, target } = useEditor();
  const write = useWrite();
  const { questions } = draft;
  const [at, setAt] = useState(0);
  const [kind, setKind] = useState<QuestionKind>('single');
  const here = Math.min(at, questions.length - 1);
  const asked = target?.path[0] === 'questions' ? target.path[1] : undefined;
  const count = target?.count;
  useEffect(() => {
    if (count !== undefined && typeof asked === 'number') setAt(asked);
  }, [asked, count]);
  const ids = questions.map(({ id }) => id);
  const put = (next: readonly unknown[], to: number): void => {
    write(['questions'], next);
    setAt(to);
  };
  const question = questions[here];
  return (
    <div className="eq-question-split">
      <nav aria-label={words.questionList} id={fieldId(['questions'])} tabIndex={-1}>
        {questions.length === 0 && <Text size="sm">{words.noQuestion}</Text>}
        <ol className="eq-question-list">
          {questions.map((one, k) => {
            const bad = issues.filter(({ path }) => path[0] === 'questions' && path[1] === k);
            return (
              <li key={one.id}>
                <button
                  type="button"
                  aria-current={k === here}
                  onClick={() => setAt(k)}
                  className={k === here ? 'is-here' : ''}
                >
                  <strong>{one.text === '' ? words.untitled : one.text}</strong>
                  <span>
                    {words.kinds[one.kind]}
                    {bad.length > 0 && ` · ${bad.length} !`}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
        <Group align="flex-end" gap="xs" mt="sm">
          <NativeSelect
            label={words.kind}
            value={kind}
            disabled={isReadOnly}
            data={questionKinds.map((value) => ({ value, label: words.kinds[value] }))}
            // The values are those of the list.
            onChange={(event) => setKind(event.currentTarget.value as QuestionKind)}
          />
          <Button
            variant="default"
            disabled={isReadOnly}
            onClick={() => put([...questions, newQuestion(kind, ids)], questions.length)}
          >
            {words.addQuestion}
          </Button>
        </Group>
      </nav>
      {question !== undefined && (
        <section aria-label={words.question(here + 1)}>
          <Group gap="xs" mb="sm">
            <Button
              size="compact-sm"
              variant="default"
              disabled={isReadOnly || here === 0}
              onClick={() => put(moved(questions, here, -1), here - 1)}
            >
              {words.up}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isReadOnly || here === questions.length - 1}
              onClick={() => put(moved(questions, here, 1), here + 1)}
            >
              {words.down}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isReadOnly}
              onClick={() => {
                const copy = { ...question, id: freeName(question.id, ids) };
                put(
                  [...questions.slice(0, here + 1), copy, ...questions.slice(here + 1)],
                  here + 1,
                );
              }}
            >
              {words.duplicate}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              disabled={isReadOnly || isAmending}
              {...(isAmending ? { title: words.cannotRemove } : {})}
              onClick={() => put(without(questions, here), Math.max(0, here - 1))}
            >
              {words.remove}
            </Button>
          </Group>
          <QuestionEditor
            key={here}
            at={here}
            question={question}
            hasOptions={optionsOf(question).length > 0}
          />
        </section>
      )}
    </div>
  );
}
