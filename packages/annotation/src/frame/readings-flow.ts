import { answerStates, type Readings, type ReadingsFlow } from '@equipoise/domain';
import { protectTable } from './protect-table.ts';

/**
 * Counts of readings by question: answered, not asked, cannot tell, left out. Their sum is what the files hold.
 *
 * @param below counts smaller than this are hidden, with a second one of a sum of three; null hides none
 */
export function readingsFlow(
  readings: Readings,
  inputs: ReadingsFlow['inputs'],
  below: number | null = null,
): ReadingsFlow {
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
      const isSmall = (count: number): boolean => below !== null && count > 0 && count < below;
      const [safe] = protectTable([byState], (_, state) => isSmall(byState[state]!), false);
      const shown = (state: (typeof answerStates)[number]): number | null => {
        const at = answerStates.indexOf(state);
        return safe![at] ? null : byState[at]!;
      };
      return {
        task: question.name,
        readingCount: question.state.length,
        answeredCount: shown('answered'),
        notAskedCount: shown('not-asked'),
        cannotTellCount: shown('cannot-tell'),
        caseCount: cases,
        singleReadingCaseCount: isSmall(single) ? null : single,
        leftOut: question.leftOut,
      };
    }),
  };
}
