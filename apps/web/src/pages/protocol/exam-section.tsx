import type { ExamRule } from '@equipoise/domain';
import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { BinaryFields, firstReading } from './binary-fields.tsx';
import { useEditor, useWrite } from './editor-context.ts';
import { CheckField, ChoiceField, NumberField, OptionalRule } from './fields.tsx';
import { without } from './path.ts';

const measures = ['accuracy', 'sensitivity', 'specificity'] as const;

function PassRule({ exam }: { readonly exam: ExamRule }): ReactNode {
  const { isReadOnly } = useEditor();
  const write = useWrite();
  const unused = measures.find((one) => !exam.pass.some(({ measure }) => measure === one));
  return (
    <Fieldset legend={words.pass}>
      {exam.pass.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
        <Group key={at} align="flex-end" mb={4}>
          <ChoiceField
            path={['exam', 'pass', at, 'measure']}
            label={words.measure}
            options={measures.map((value) => ({ value, label: words.measures[value] }))}
          />
          <NumberField
            path={['exam', 'pass', at, 'atLeast']}
            label={words.atLeast}
            isPercent
            least={0}
            most={100}
          />
          <Button
            variant="subtle"
            disabled={isReadOnly}
            aria-label={words.removeRow}
            onClick={() => write(['exam', 'pass'], without(exam.pass, at))}
          >
            <CrossMark />
          </Button>
        </Group>
      ))}
      {unused !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          onClick={() => write(['exam', 'pass'], [...exam.pass, { measure: unused, atLeast: 0.8 }])}
        >
          {words.addPass}
        </Button>
      )}
    </Fieldset>
  );
}

/** Training cases and the entry exam. */
export function ExamSection(): ReactNode {
  const { draft } = useEditor();
  const { exam } = draft;
  const beginExam = (): ExamRule => ({
    reading: firstReading(draft.questions),
    caseCount: null,
    pass: [{ measure: 'accuracy', atLeast: 0.8 }],
    judge: 'share',
    level: 0.95,
    attempts: 1,
    waitDays: 0,
    hasFreshCases: true,
  });
  return (
    <>
      <OptionalRule
        path={['training']}
        label={words.training}
        help={words.trainingHelp}
        begin={() => ({ feedback: 'after-each-case', rounds: 1 })}
      >
        <ChoiceField
          path={['training', 'feedback']}
          label={words.feedback}
          options={(['after-each-case', 'at-the-end'] as const).map((value) => ({
            value,
            label: words.feedbacks[value],
          }))}
        />
        <NumberField path={['training', 'rounds']} label={words.rounds} least={1} isWhole />
      </OptionalRule>
      <OptionalRule path={['exam']} label={words.exam} help={words.examHelp} begin={beginExam}>
        <BinaryFields path={['exam', 'reading']} />
        <NumberField
          path={['exam', 'caseCount']}
          label={words.caseCount}
          help={words.caseCountHelp}
          least={1}
          isWhole
        />
        {exam !== null && <PassRule exam={exam} />}
        <ChoiceField
          path={['exam', 'judge']}
          label={words.judgeBy}
          options={(['share', 'lower-limit'] as const).map((value) => ({
            value,
            label: words.judges[value],
          }))}
        />
        <NumberField path={['exam', 'level']} label={words.level} isPercent least={50} most={100} />
        <NumberField path={['exam', 'attempts']} label={words.attempts} least={1} isWhole />
        <NumberField path={['exam', 'waitDays']} label={words.waitDays} least={0} />
        <CheckField path={['exam', 'hasFreshCases']} label={words.fresh} />
      </OptionalRule>
    </>
  );
}
