import type { Finding, Study, TaskKind } from '@equipoise/domain';
import type { AuditContext } from '../frame/audit-spec.ts';

const whatStays: Partial<Readonly<Record<TaskKind, string>>> = {
  multiclass:
    'labels are drawn for each class against the others, but not for all classes at once; figures over all classes take the labels as given',
  ordinal: 'ordinal labels are not drawn; all figures take the labels as given',
  regression: 'numbers as reference are not drawn; all figures take them as given',
};

/**
 * Tasks that readers answered and whose figures are without the readers' uncertainty, said aloud: a figure without
 * it must not look as if it held it.
 *
 * @param study with readers' answers or label distributions
 * @param context with the runs over all classes, ordinal answers and numbers
 * @param audit id of the audit that says so
 */
export function undrawnFindings(
  study: Study,
  context: Pick<AuditContext, 'wholeRuns'>,
  audit: string,
): readonly Finding[] {
  const read = new Set(study.labels?.map((one) => one.task));
  return context.wholeRuns.flatMap((run): Finding[] => {
    const what = whatStays[run.prediction.kind];
    if (what === undefined || !read.has(run.task)) return [];
    return [
      {
        id: `finding/${audit}/${run.task}/${run.model}/not-drawn`,
        audit,
        task: run.task,
        model: run.model,
        attribute: null,
        metric: null,
        verdict: 'not-assessable',
        sentence: `${run.task}: ${what}, so how far the readers' disagreement reaches them cannot be assessed.`,
        margin: null,
        reason: 'labels-not-drawn',
        estimateIds: [],
        evidenceIds: [],
        role: 'description',
      },
    ];
  });
}
