import type { AuditDocument } from '@equipoise/domain';
import { scopeTitle } from '../select.ts';
import { slug } from '../words.ts';
import type { ChartDraft } from './draft.ts';
import { evidencePlans } from './evidence-plans.ts';
import { inlineSvg, standaloneSvg } from './frame.ts';
import { headlinePlans } from './headline.ts';
import { type Drawing, type Kit, withHeading } from './kit.ts';
import { tablePlans } from './table-plans.ts';

/** A chart with its file name; drawn once, on first need. */
export interface ChartPlan extends ChartDraft {
  readonly fileName: string;
  readonly inline: (kit: Kit) => string | null;
  readonly standalone: (kit: Kit) => string | null;
}

const known = new WeakMap<AuditDocument, readonly ChartPlan[]>();

/** All charts of a document in reading order; names are unique and the same every time. */
export function chartPlans(document: AuditDocument): readonly ChartPlan[] {
  const before = known.get(document);
  if (before) return before;
  const drafts = [...headlinePlans(document), ...tablePlans(document), ...evidencePlans(document)];
  const used = new Map<string, number>();
  const plans = drafts.map((draft, at): ChartPlan => {
    const parts = [
      draft.kind,
      draft.task === '' ? null : scopeTitle(document, draft.task, draft.model),
      draft.attribute,
    ];
    const base = parts
      .filter((part) => part !== null)
      .map(slug)
      .join('_');
    const seen = used.get(base) ?? 0;
    used.set(base, seen + 1);
    const fileName = `${seen === 0 ? base : `${base}_${seen + 1}`}.svg`;
    const id = `p${at + 1}`;
    let drawing: Drawing | null | undefined;
    const draw = (kit: Kit): Drawing | null => {
      if (drawing === undefined) {
        const plain = draft.draw(kit);
        drawing = plain === null ? null : withHeading(plain, draft.heading, draft.subheading);
      }
      return drawing;
    };
    const title = `${draft.heading}. ${draft.caption}`;
    return {
      ...draft,
      fileName,
      inline(kit) {
        const drawn = draw(kit);
        return drawn === null ? null : inlineSvg(drawn, id, draft.heading);
      },
      standalone(kit) {
        const drawn = draw(kit);
        return drawn === null ? null : standaloneSvg(drawn, id, title);
      },
    };
  });
  known.set(document, plans);
  return plans;
}
