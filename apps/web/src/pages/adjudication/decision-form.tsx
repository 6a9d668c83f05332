import { Button, Group, Kbd, Radio, Stack, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import { choiceKey, choicesOf, choose, type Decision, missing } from './decision.ts';
import type { Adjudication } from './view-types.ts';

/** What is decided and why; every choice has a key of its own. */
export function DecisionForm(props: {
  readonly view: Adjudication;
  readonly decision: Decision;
  readonly onDecision: (decision: Decision) => void;
  readonly onSend: () => void;
  readonly isSending: boolean;
  readonly isTried: boolean;
  /** The form of another answer, where one is written. */
  readonly children: ReactNode;
}): ReactNode {
  const { view, decision, onDecision } = props;
  const id = useId();
  const choices = choicesOf(view);
  const lack = missing(decision, view);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as HTMLElement; // events of elements only
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      props.onSend();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches('textarea, select, input:not([type=radio])')) return;
    // Within a question its own keys count.
    if (target.closest('[data-question]') !== null) return;
    const found = choices.find(({ hotkey }) => hotkey === event.key.toLowerCase());
    if (found === undefined) return;
    event.preventDefault();
    onDecision(choose(decision, found.key));
  };
  return (
    <form
      className="eq-judge-decision"
      // What is missing is said below, in the words of the page.
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend();
      }}
    >
      <Stack gap="sm">
        <Radio.Group
          label={words.decision}
          description={words.keysHint}
          value={choiceKey(decision)}
          onChange={(key) => onDecision(choose(decision, key))}
        >
          <Stack gap={6} mt="xs">
            {choices.map(({ key, text, hotkey }) => (
              <Radio
                key={key}
                value={key}
                label={
                  <>
                    {text} <Kbd size="xs">{hotkey}</Kbd>
                  </>
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        {props.children}
        {view.rubric.length > 0 && (
          <fieldset className="eq-judge-overlay">
            <legend>{words.rubric}</legend>
            {view.rubric.map((feature) => (
              <Textarea
                key={feature.id}
                label={feature.text}
                autosize
                minRows={1}
                maxLength={5000}
                required={view.rule === 'round-robin'}
                value={decision.rubric[feature.id] ?? ''}
                onChange={(event) =>
                  onDecision({
                    ...decision,
                    rubric: { ...decision.rubric, [feature.id]: event.currentTarget.value },
                  })
                }
              />
            ))}
          </fieldset>
        )}
        <Textarea
          label={words.reason}
          description={words.reasonHelp}
          required
          autosize
          minRows={2}
          maxLength={5000}
          value={decision.reason}
          onChange={(event) => onDecision({ ...decision, reason: event.currentTarget.value })}
        />
        <Group>
          <Button
            type="submit"
            loading={props.isSending}
            {...(lack === null ? {} : { 'aria-describedby': `${id}-lack` })}
          >
            {words.send}
          </Button>
          <Text size="sm" id={`${id}-lack`} role="status">
            {props.isTried && lack !== null ? lack : ''}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
