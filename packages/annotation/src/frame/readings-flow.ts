import { answerStates, type Readings, type ReadingsFlow } from '@equipoise/domain';

/** Counts of readings by question: answered, not asked, cannot tell, left out. Their sum is what the files hold. */
export function readingsFlow(readings: Readings, inputs: ReadingsFlow['inputs']): ReadingsFlow {
  return {
    inputs,
    caseCount: readings.caseCount,
    patientCount: readings.patientCount,
    readerCount: readings.readerNames.length,
    unit: readings.unit,
    questions: readings.questions.map((question) => {
      const byState = [0, 0, 0];
      const answersOfCase = new Int32Array(readings.caseCount);
      for (let i = 0; i < question.state.length; i += 1) {
        const state = question.state[i]!;
        byState[state] = byState[state]! + 1;
        if (answerStates[state] === 'answered') {
          const at = question.caseIndex[i]!;
          answersOfCase[at] = answersOfCase[at]! + 1;
        }
      }
      let cases = 0;
      let single = 0;
      for (const count of answersOfCase) {
        if (count > 0) cases += 1;
        if (count === 1) single += 1;
      }
      return {
        task: question.name,
        readingCount: question.state.length,
        answeredCount: byState[answerStates.indexOf('answered')]!,
        notAskedCount: byState[answerStates.indexOf('not-asked')]!,
        cannotTellCount: byState[answerStates.indexOf('cannot-tell')]!,
        caseCount: cases,
        singleReadingCaseCount: single,
        leftOut: question.leftOut,
      };
    }),
  };
}
