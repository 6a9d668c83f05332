import { type Question, questionSchema } from '@equipoise/domain';
import { useMemo } from 'react';
import { useRead } from '../../shell/queries.ts';

/** The questions of a study; none while they are not known or may not be seen. */
export function useQuestions(studyId: string, isLead: boolean): readonly Question[] {
  const protocol = useRead('protocol', { params: { studyId } }, { isWanted: isLead });
  const document = protocol.data?.protocol?.document;
  return useMemo(() => {
    const { questions } = Object(document);
    const parsed = questionSchema.array().safeParse(questions);
    return parsed.success ? parsed.data : [];
  }, [document]);
}
