import { type StudyProtocol, studyProtocolSchema } from '@equipoise/domain';
import { useRead } from '../shell/queries.ts';

/** The newest protocol of a study; null while it is awaited, where there is none, or where it is half written. */
export function useStudyProtocol(studyId: string, isWanted = true): StudyProtocol | null {
  const read = useRead('protocol', { params: { studyId } }, { isWanted });
  const parsed = studyProtocolSchema.safeParse(read.data?.protocol?.document);
  return parsed.success ? parsed.data : null;
}
