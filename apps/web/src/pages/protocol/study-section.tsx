import { Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import { protocolWords as words } from '../../words/protocol.ts';
import { AreaField, ChoiceField, TextField } from './fields.tsx';

/** Title, description and analysis plan, and who sees results before the end. */
export function StudySection(): ReactNode {
  return (
    <Fieldset legend={words.section.study} className="eq-fields">
      <TextField path={['title']} label={words.studyTitle} />
      <AreaField path={['description']} label={words.description} help={words.descriptionHelp} />
      <AreaField path={['analysisPlan']} label={words.analysisPlan} help={words.analysisPlanHelp} />
      <ChoiceField
        path={['interimResults']}
        label={words.interimResults}
        help={words.interimResultsHelp}
        options={(['shown', 'hidden'] as const).map((value) => ({
          value,
          label: words.interims[value],
        }))}
      />
    </Fieldset>
  );
}
