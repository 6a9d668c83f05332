import type { ComponentType } from 'react';
import { AdjudicationSection } from './adjudication-section.tsx';
import { ArmsSection } from './arms-section.tsx';
import { CasesSection } from './cases-section.tsx';
import { ExamSection } from './exam-section.tsx';
import { HangingSection } from './hanging-section.tsx';
import { InstructionsSection } from './instructions-section.tsx';
import { JsonSection } from './json-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { QualitySection } from './quality-section.tsx';
import { QuestionsSection } from './questions-section.tsx';
import { ReadingSection } from './reading-section.tsx';
import type { Section } from './sections.ts';
import { StudySection } from './study-section.tsx';
import { VersionsSection } from './versions-section.tsx';

/** What each part of the form is drawn by. */
export const sectionParts: Readonly<Record<Section, ComponentType>> = {
  study: StudySection,
  questions: QuestionsSection,
  instructions: InstructionsSection,
  cases: CasesSection,
  people: PeopleSection,
  reading: ReadingSection,
  exam: ExamSection,
  quality: QualitySection,
  arms: ArmsSection,
  adjudication: AdjudicationSection,
  hanging: HangingSection,
  json: JsonSection,
  versions: VersionsSection,
};
