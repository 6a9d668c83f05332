import { type IssueFilter, issueFilters } from '@equipoise/annotation';
import type { AuditProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** What `equipoise label-errors` is told, as typed: the intake of an audit, and what the search needs. */
export interface LabelErrorsProtocol extends Omit<AuditProtocol, 'readings'> {
  /** Answers of readers whose majority is the label: a table, or exports of Label Studio, CVAT or COCO. */
  readonly readings?: readonly string[] | undefined;
  /** Column of a long table that names the question. */
  readonly readingQuestion?: string | undefined;
  /** Column that names the case in lists. */
  readonly caseColumn?: string | undefined;
  /** Columns of a panel or second opinion: a column, task=column, or a pattern with a star for the task. */
  readonly panel?: readonly string[] | undefined;
  /** A review list that was filled in. */
  readonly review?: string | undefined;
  /** File of vectors, joined on the case. */
  readonly embeddings?: string | undefined;
  readonly outOfSample?: string | undefined;
  readonly filter?: string | undefined;
}

/** Whether scores are out of sample. @throws workbench/bad-option */
export function outOfSampleOf(protocol: LabelErrorsProtocol): 'yes' | 'no' | 'unconfirmed' {
  const said = protocol.outOfSample;
  if (said === undefined) return 'unconfirmed';
  if (said === 'yes' || said === 'no') return said;
  return fail(
    'workbench/bad-option',
    `--out-of-sample wants yes or no, got "${said}".`,
    'Say yes where every score comes from a model that did not see the row in training.',
  );
}

/** The filter asked for. @throws workbench/bad-option */
export function filterOf(protocol: LabelErrorsProtocol): IssueFilter {
  const said = protocol.filter ?? 'prune-by-noise-rate';
  const found = issueFilters.find((name) => name === said);
  return (
    found ??
    fail(
      'workbench/bad-option',
      `--filter wants ${issueFilters.join(', ')}, got "${said}".`,
      'Correct it.',
    )
  );
}

/** Panel column of a task; null where none is named. */
export function panelColumn(
  protocol: LabelErrorsProtocol,
  task: string,
  taskCount: number,
  names: ReadonlySet<string>,
): string | null {
  for (const text of protocol.panel ?? []) {
    const at = text.indexOf('=');
    if (at > 0 && text.slice(0, at) === task) return text.slice(at + 1);
    if (at > 0) continue;
    if (text.includes('*')) {
      const name = text.replace('*', task);
      if (names.has(name)) return name;
    } else if (taskCount === 1) return text;
    else {
      fail(
        'workbench/bad-option',
        `--panel ${text} names one column for ${taskCount} tasks.`,
        "Write task=column for each, or a pattern such as 'adj_*'.",
      );
    }
  }
  return null;
}
