import type { AuditDocument } from '@equipoise/domain';
import { type Fill, html } from '../html/markup.ts';
import { absent, count } from '../numbers.ts';
import { isOverall } from '../words.ts';

/** Patients and images of a level, as two cells of a table. */
type GroupSizes = (
  scope: { readonly task: string; readonly model: string },
  attribute: string | null,
  level: string | null,
) => readonly [patients: Fill, images: Fill];

interface Size {
  readonly patientCount: number;
  readonly caseCount: number;
  readonly isHidden: boolean;
}

/**
 * Counts of every group, for tables whose evidence holds none: no figure stands without its
 * denominator. Hidden counts stay hidden.
 */
export function groupSizes(document: AuditDocument): GroupSizes {
  const sizes = new Map<string, Size>();
  for (const estimate of document.estimates) {
    const parts = Object.entries(estimate.slice);
    if (estimate.versus !== null || parts.length > 1) continue;
    const [attribute, level] = parts[0] ?? ['', ''];
    const key = [estimate.task, estimate.model, attribute, level].join('\u0000');
    const isHidden = estimate.suppressed === true;
    const before = sizes.get(key);
    if (before && !before.isHidden) continue;
    sizes.set(key, {
      patientCount: estimate.patientCount,
      caseCount: estimate.caseCount,
      isHidden,
    });
  }
  const hidden = html`<span class="hid">&lt; ${document.declared.suppressBelow ?? '?'}</span>`;
  return ({ task, model }, attribute, level) => {
    const isAll = attribute === null || level === null || isOverall(level);
    const size = sizes.get(
      [task, model, isAll ? '' : attribute, isAll ? '' : level].join('\u0000'),
    );
    if (!size) return [absent, absent];
    return size.isHidden ? [hidden, hidden] : [count(size.patientCount), count(size.caseCount)];
  };
}

/** How limits are made where no method stands in the cell. */
export function limitsWords(document: AuditDocument): string {
  const level = Math.round(document.declared.level * 1000) / 10;
  return `${level} % limits, the ${document.flow.unit} as the unit`;
}
