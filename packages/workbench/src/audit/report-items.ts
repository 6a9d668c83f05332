import type { ReportItem } from '@equipoise/domain';
import { reportItems } from '@equipoise/report';
import type { StudyBuild } from '../study/study-build.ts';

/** What an audit says of an item. */
export type ItemStatus = Pick<ReportItem, 'number' | 'status' | 'needs'>;

/** Items that the study itself fills, whatever the audits say: flow, missing data, leakage, methods. */
function ownItems(build: StudyBuild): ItemStatus[] {
  const assessed = (number: number): ItemStatus => ({ number, status: 'assessed', needs: null });
  const hasAttributes = build.study.attributes.length > 0;
  return [
    assessed(2),
    hasAttributes
      ? assessed(3)
      : { number: 3, status: 'not-assessed', needs: 'an attribute (--group)' },
    build.leakage.isChecked
      ? assessed(5)
      : {
          number: 5,
          status: 'not-assessed',
          needs:
            build.leakage.trainName === null
              ? 'a training table (--train)'
              : 'a patient or id column (--patient)',
        },
    assessed(21),
  ];
}

/** All items of the report in order, each with its status and what it needs. */
export function completeItems(found: readonly ItemStatus[], build: StudyBuild): ReportItem[] {
  const status = new Map([...found, ...ownItems(build)].map((one) => [one.number, one]));
  return reportItems.map(({ number, id, title, needs }) => {
    const known = status.get(number);
    return {
      number,
      id,
      title,
      status: known?.status ?? 'not-assessed',
      needs: known === undefined ? needs : known.needs,
    };
  });
}
