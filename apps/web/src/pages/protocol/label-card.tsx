import type {
  AnswerOption,
  ExamplePicture,
  Instructions,
  LabelInstruction,
  Question,
  StudyProtocol,
} from '@equipoise/domain';
import { Button, Fieldset, Group, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FramePicture } from '../../look/frame-picture.tsx';
import { useRead } from '../../shell/queries.ts';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor } from './editor-context.ts';
import { ExamplePicker } from './example-picker.tsx';
import { fieldId, type Path, valueAt, without, withValue } from './path.ts';

const exampleKinds = ['positive', 'negative', 'borderline'] as const;

function Example(props: {
  readonly example: ExamplePicture;
  readonly label: string;
  readonly onChange: (example: ExamplePicture) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { example, label, onChange, onRemove } = props;
  const { studyId, isReadOnly } = useEditor();
  const found = useRead('image', { params: { studyId, imageId: example.imageId } });
  const image = found.data;
  return (
    <div className="eq-example">
      {image === undefined ? (
        <Text size="sm">{found.error === null ? '' : words.missingImage}</Text>
      ) : (
        <FramePicture
          studyId={studyId}
          image={image}
          frame={example.frame}
          crop={example.crop}
          mostPixels={180}
          alt={words.exampleOf(label)}
        />
      )}
      <NativeSelect
        label={words.exampleKind}
        disabled={isReadOnly}
        value={example.kind}
        data={exampleKinds.map((value) => ({ value, label: words.exampleKinds[value] }))}
        onChange={
          ({ currentTarget: { value } }) =>
            onChange({ ...example, kind: value as ExamplePicture['kind'] }) // those of the list
        }
      />
      <TextInput
        label={words.caption}
        disabled={isReadOnly}
        maxLength={1000}
        value={example.caption}
        onChange={({ currentTarget: { value } }) => onChange({ ...example, caption: value })}
      />
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        disabled={isReadOnly}
        onClick={onRemove}
        mt={4}
      >
        {words.removeExample}
      </Button>
    </div>
  );
}

/** The instructions at a place of the draft. */
function instructionsAt(draft: StudyProtocol, path: Path): Instructions {
  return valueAt(draft, path) as Instructions; // the form asks at no other place
}

/** What one answer or label means: words and example pictures. */
export function LabelCard(props: {
  /** Where the instructions stand that it belongs to. */
  readonly path: Path;
  readonly question: Question;
  readonly option: AnswerOption;
}): ReactNode {
  const { path, question, option } = props;
  const { draft, change, isReadOnly } = useEditor();
  const [isPicking, setPicking] = useState(false);
  const isThis = (one: LabelInstruction): boolean =>
    one.questionId === question.id && one.label === option.value;
  const card = instructionsAt(draft, path).labels.find(isThis) ?? {
    questionId: question.id,
    label: option.value,
    text: '',
    examples: [],
  };
  const put = (next: LabelInstruction): void =>
    change((old) => {
      const { labels } = instructionsAt(old, path);
      const list = labels.some(isThis)
        ? labels.map((one) => (isThis(one) ? next : one))
        : [...labels, next];
      return withValue(old, [...path, 'labels'], list);
    });
  return (
    <Fieldset
      legend={option.text === '' ? option.value : option.text}
      id={fieldId([...path, question.id, option.value])}
      tabIndex={-1}
      className="eq-fields"
    >
      <Textarea
        label={words.labelText}
        autosize
        disabled={isReadOnly}
        value={card.text}
        onChange={({ currentTarget: { value } }) => put({ ...card, text: value })}
      />
      <Group align="flex-start">
        {card.examples.map((example, at) => (
          <Example
            // biome-ignore lint/suspicious/noArrayIndexKey: one image may be shown twice
            key={at}
            example={example}
            label={option.text}
            onChange={(next) =>
              put({ ...card, examples: card.examples.map((e, k) => (k === at ? next : e)) })
            }
            onRemove={() => put({ ...card, examples: without(card.examples, at) })}
          />
        ))}
      </Group>
      <Group>
        <Text size="sm" fw={card.examples.length === 0 ? 700 : 400}>
          {words.examples(card.examples.length)}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          aria-label={words.addExample(option.text)}
          onClick={() => setPicking(true)}
        >
          {words.addExampleShort}
        </Button>
      </Group>
      {isPicking && (
        <ExamplePicker
          onClose={() => setPicking(false)}
          onTake={(example) => {
            put({ ...card, examples: [...card.examples, example] });
            setPicking(false);
          }}
        />
      )}
    </Fieldset>
  );
}
