/** The steps of a study, in order. */
export const studySteps = [
  'images',
  'protocol',
  'people',
  'lock',
  'read',
  'adjudicate',
  'consensus',
  'export',
] as const;

/** One of {@link studySteps}. */
export type StudyStep = (typeof studySteps)[number];

/** Whether a step is behind, at hand or ahead. */
export type StepState = 'done' | 'here' | 'later';

/** What of a study the steps hang on. */
export interface StudyFacts {
  readonly state: 'draft' | 'locked' | 'closed';
  readonly caseCount: number;
  /** 0 before the first. */
  readonly protocolVersion: number;
  readonly readerCount: number;
  readonly readsDone: number;
  readonly readsNeeded: number;
  readonly inAdjudication: number;
  readonly settledCount: number;
  readonly measuredCount: number;
}

/** What is done, and the first thing that is not. A study that is locked has its set-up behind it. */
export function stepStates(
  facts: StudyFacts,
): readonly { readonly step: StudyStep; readonly state: StepState }[] {
  const isLocked = facts.state !== 'draft';
  const isRead = isLocked && facts.readsNeeded > 0 && facts.readsDone >= facts.readsNeeded;
  const isDone: Readonly<Record<StudyStep, boolean>> = {
    images: isLocked || facts.caseCount > 0,
    protocol: isLocked || facts.protocolVersion > 0,
    people: isLocked || facts.readerCount > 0,
    lock: isLocked,
    read: isRead || facts.state === 'closed',
    adjudicate: (isRead && facts.inAdjudication === 0) || facts.state === 'closed',
    consensus: isRead && facts.measuredCount > 0 && facts.settledCount >= facts.measuredCount,
    export: false,
  };
  const here = studySteps.find((step) => !isDone[step]);
  return studySteps.map((step) => ({
    step,
    state: isDone[step] ? 'done' : step === here ? 'here' : 'later',
  }));
}
