import { type Mask, maskIssues } from '@equipoise/imaging';
import type { AgreementContext } from './agreement-context.ts';
import type { MaskSource } from './agreement-options.ts';
import { many } from './agreement-words.ts';

/**
 * Odd masks of a case: empty, inverted, full. File names hold the names of readers and cases; what is noted shows
 * neither.
 *
 * @param source of the masks, which may know more than the masks show
 * @param masks of one case
 * @param readers of the masks
 * @param labels names of readers as shown
 * @param issues where messages go, by code
 */
export function noteIssues(
  source: Pick<MaskSource, 'issues'>,
  masks: readonly Mask[],
  readers: readonly number[],
  caseIndex: number,
  labels: readonly string[],
  issues: Map<string, string[]>,
): void {
  const names = readers.map((reader) => `the mask of ${labels[reader]} of case ${caseIndex + 1}`);
  const found =
    source.issues?.(caseIndex, names) ??
    masks.flatMap((mask, k) => maskIssues({ ...mask, name: names[k]! }));
  for (const issue of found) {
    const known = issues.get(issue.code) ?? [];
    known.push(issue.message);
    issues.set(issue.code, known);
  }
}

/** Odd masks in one sentence for each kind; files are named by case and reader. */
export function tellIssues(
  issues: ReadonlyMap<string, readonly string[]>,
  context: Pick<AgreementContext, 'warn'>,
): void {
  for (const [code, messages] of issues) {
    const shown = messages.slice(0, 4).map((message) => message.replace(/\.$/, ''));
    const rest = messages.length - shown.length;
    context.warn(
      code,
      `${shown.join('; ')}${rest > 0 ? `; and ${many(rest, 'further mask')}` : ''}.`,
    );
  }
}
