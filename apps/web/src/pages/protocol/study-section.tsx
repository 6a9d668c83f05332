import { Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import { protocolWords as words } from '../../words/protocol.ts';
import { AreaField, TextField } from './fields.tsx';

/** Title, description and analysis plan. */
export function StudySection(): ReactNode {
  return (
    <Fieldset legend={words.section.study} className="eq-fields">
      <TextField path={['title']} label={words.studyTitle} />
      <AreaField path={['description']} label={words.description} help={words.descriptionHelp} />
      <AreaField path={['analysisPlan']} label={words.analysisPlan} help={words.analysisPlanHelp} />
    </Fieldset>
  );
}
