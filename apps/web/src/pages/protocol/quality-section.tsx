import type { ReactNode } from 'react';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { BinaryFields, firstReading } from './binary-fields.tsx';
import { useEditor } from './editor-context.ts';
import { CheckField, ChoiceField, NumberField, OptionalRule } from './fields.tsx';

/** Hidden gold cases and repeats, suspension and the drift alarm. */
export function QualitySection(): ReactNode {
  const { draft } = useEditor();
  const reading = (): unknown => firstReading(draft.questions);
  return (
    <>
      <OptionalRule
        path={['gold']}
        label={words.gold}
        help={words.goldHelp}
        begin={() => ({ rate: 0.05 })}
      >
        <NumberField path={['gold', 'rate']} label={words.goldRate} isPercent least={0} most={50} />
      </OptionalRule>
      <OptionalRule
        path={['repeats']}
        label={words.repeats}
        help={words.repeatsHelp}
        begin={() => ({ rate: 0.05, afterCases: 20, afterDays: 0, isFlipped: false })}
      >
        <NumberField path={['repeats', 'rate']} label={words.repeatRate} isPercent least={0} />
        <NumberField path={['repeats', 'afterCases']} label={words.afterCases} least={0} isWhole />
        <NumberField path={['repeats', 'afterDays']} label={words.afterDays} least={0} />
        <CheckField path={['repeats', 'isFlipped']} label={words.flipped} />
      </OptionalRule>
      <OptionalRule
        path={['suspension']}
        label={words.suspension}
        help={words.suspensionHelp}
        begin={() => ({
          reading: reading(),
          sensitivityBelow: 0.8,
          specificityBelow: 0.8,
          fewestGold: 20,
          window: null,
          judge: 'share',
          redo: 'all',
          sequential: null,
        })}
      >
        <BinaryFields path={['suspension', 'reading']} />
        <NumberField
          path={['suspension', 'sensitivityBelow']}
          label={words.sensitivityBelow}
          help={words.noBar}
          isPercent
        />
        <NumberField
          path={['suspension', 'specificityBelow']}
          label={words.specificityBelow}
          help={words.noBar}
          isPercent
        />
        <NumberField
          path={['suspension', 'fewestGold']}
          label={words.fewestGold}
          least={1}
          isWhole
        />
        <NumberField
          path={['suspension', 'window']}
          label={words.window}
          help={words.windowHelp}
          least={1}
          isWhole
        />
        <ChoiceField
          path={['suspension', 'judge']}
          label={words.judgeBy}
          options={(['share', 'upper-limit'] as const).map((value) => ({
            value,
            label: words.judges[value],
          }))}
        />
        <ChoiceField
          path={['suspension', 'redo']}
          label={words.redo}
          options={(['all', 'since-alarm', 'none'] as const).map((value) => ({
            value,
            label: words.redos[value],
          }))}
        />
        <OptionalRule
          path={['suspension', 'sequential']}
          label={words.sequential}
          help={words.sequentialHelp}
          begin={() => ({
            acceptable: 0.86,
            unacceptable: 0.7,
            falseSuspension: 0.02,
            missedSuspension: 0.1,
          })}
        >
          <NumberField
            path={['suspension', 'sequential', 'acceptable']}
            label={words.acceptable}
            isPercent
          />
          <NumberField
            path={['suspension', 'sequential', 'unacceptable']}
            label={words.unacceptable}
            isPercent
          />
          <NumberField
            path={['suspension', 'sequential', 'falseSuspension']}
            label={words.falseSuspension}
            isPercent
          />
          <NumberField
            path={['suspension', 'sequential', 'missedSuspension']}
            label={words.missedSuspension}
            isPercent
          />
        </OptionalRule>
      </OptionalRule>
      <OptionalRule
        path={['drift']}
        label={words.drift}
        help={words.driftHelp}
        begin={() => ({
          reading: reading(),
          errorRate: 0.1,
          driftRate: 0.4,
          falseAlarm: 0.05,
          goldCount: 30,
        })}
      >
        <BinaryFields path={['drift', 'reading']} />
        <NumberField path={['drift', 'errorRate']} label={words.errorRate} isPercent />
        <NumberField path={['drift', 'driftRate']} label={words.driftRate} isPercent />
        <NumberField path={['drift', 'falseAlarm']} label={words.falseAlarm} isPercent />
        <NumberField path={['drift', 'goldCount']} label={words.goldCount} least={5} isWhole />
      </OptionalRule>
    </>
  );
}
