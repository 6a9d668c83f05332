import { airogsTemplate } from './airogs.ts';

/** A protocol to start from. */
export interface StudyTemplate {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  /** Protocol document without cases and people; parse it after filling in. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** The templates that come with the house. */
export const studyTemplates: readonly StudyTemplate[] = [
  {
    id: 'airogs',
    title: 'AIROGS: pairs of graders and a specialist',
    summary:
      'Entry exam, random pairs, three outcomes with "ungradable", features of positives, adjudication by a specialist, live monitoring with suspension.',
    source: 'doi:10.1016/j.xops.2023.100300',
    document: airogsTemplate,
  },
];
