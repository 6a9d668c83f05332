import { optionsOf } from '@equipoise/annotation';
import type { InstructionArm } from '@equipoise/domain';
import { Button, Tabs, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { AreaField } from './fields.tsx';
import { InstructionArmsRule } from './instruction-arms-rule.tsx';
import { LabelCard } from './label-card.tsx';
import type { Path } from './path.ts';

/** The fields of one document of instructions. */
function InstructionsFields({ path }: { readonly path: Path }): ReactNode {
  const { draft } = useEditor();
  const asked = draft.questions.filter((question) => optionsOf(question).length > 0);
  return (
    <div className="eq-fields">
      <AreaField
        path={[...path, 'text']}
        label={words.instructionsText}
        help={words.instructionsHelp}
      />
      {asked.length === 0 && <Text size="sm">{words.noLabels}</Text>}
      {asked.map((question) => (
        <section key={question.id} aria-label={question.text}>
          <Text fw={600} my="xs">
            {question.text === '' ? question.id : question.text}
          </Text>
          {optionsOf(question).map((option) => (
            <LabelCard key={option.value} path={path} question={question} option={option} />
          ))}
        </section>
      ))}
    </div>
  );
}

/** The instructions of one arm: those of the study, or its own. */
function ArmFields(props: { readonly arm: InstructionArm; readonly path: Path }): ReactNode {
  const { arm, path } = props;
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const [text, act, next] =
    arm.instructions === null
      ? [words.armTellsStudy, words.writeOwn, draft.instructions]
      : [words.armTellsOwn, words.tellStudy, null];
  return (
    <>
      <Text size="sm">{text}</Text>
      <Button
        size="compact-sm"
        variant="default"
        mt="xs"
        mb="sm"
        disabled={isReadOnly}
        onClick={() => write(path, next)}
      >
        {act}
      </Button>
      {arm.instructions !== null && <InstructionsFields path={path} />}
    </>
  );
}

const ofStudy = 'study';

/** What readers are told: words, and for each answer or label what it means, with pictures; in one version or several. */
export function InstructionsSection(): ReactNode {
  const { draft, target } = useEditor();
  const arms = draft.instructionArms?.arms ?? [];
  const [shown, setShown] = useState(ofStudy);
  useEffect(() => {
    // A link to a place within a version opens that version.
    const [key, , at] = target?.path ?? [];
    if (key === 'instructions') setShown(ofStudy);
    if (key === 'instructionArms' && typeof at === 'number') setShown(`arm-${at}`);
  }, [target]);
  const rule = <InstructionArmsRule />;
  if (arms.length === 0) {
    return (
      <>
        <InstructionsFields path={['instructions']} />
        {rule}
      </>
    );
  }
  const value = arms.some((_, at) => shown === `arm-${at}`) ? shown : ofStudy;
  return (
    <>
      {rule}
      <Tabs
        value={value}
        onChange={(next) => setShown(next ?? ofStudy)}
        keepMounted={false}
        variant="outline"
        mt="md"
      >
        <Tabs.List aria-label={words.armTabs} mb="sm">
          <Tabs.Tab value={ofStudy}>{words.ofStudy}</Tabs.Tab>
          {arms.map(({ id }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
            <Tabs.Tab key={at} value={`arm-${at}`}>
              {words.armName(id)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={ofStudy}>
          <Text size="sm" mb="sm">
            {words.ofStudyHelp}
          </Text>
          <InstructionsFields path={['instructions']} />
        </Tabs.Panel>
        {arms.map((arm, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
          <Tabs.Panel key={at} value={`arm-${at}`}>
            <ArmFields arm={arm} path={['instructionArms', 'arms', at, 'instructions']} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
