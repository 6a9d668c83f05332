import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { useCaseLines } from '../../parts/use-case-lines.ts';
import { auditWords as words } from '../../words/audit.ts';

/** Cases as small pictures with their labels, each leading to its page. */
export function CaseGrid(props: {
  readonly studyId: string;
  readonly caseIds: readonly string[];
}): ReactNode {
  const { studyId, caseIds } = props;
  const lines = useCaseLines(studyId, caseIds);
  return (
    <ul className="eq-cell-grid">
      {caseIds.map((caseId) => {
        const line = lines.get(caseId);
        const image = line?.images[0];
        return (
          <li key={caseId}>
            <Link
              to={`/studies/${encodeURIComponent(studyId)}/cases/${encodeURIComponent(caseId)}`}
              aria-label={words.openCase(caseId)}
            >
              {image !== undefined && (
                <Thumbnail studyId={studyId} imageId={image.imageId} alt="" side={120} />
              )}
              {caseId}
            </Link>
            <span className="eq-case-labels">
              {line?.labels.map(({ questionId, text }) => `${questionId}: ${text}`).join('; ')}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
