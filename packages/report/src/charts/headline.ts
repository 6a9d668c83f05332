import type { AuditDocument, EvidenceOf, GapLevel } from '@equipoise/domain';
import { signed } from '../numbers.ts';
import { evidenceOf, scopeTitle } from '../select.ts';
import { metricShort } from '../words.ts';
import type { ChartDraft } from './draft.ts';
import { forest } from './forest.ts';

/** Width of the picture on a broad page. */
const broadWidth = 960;

/** How many gaps the first screen shows. */
export const headlineRows = 12;

interface Headline {
  readonly family: EvidenceOf<'gap-family'>;
  readonly level: GapLevel;
  readonly share: number;
}

const rank: Readonly<Record<string, number>> = {
  'beyond-margin': 0,
  'cannot-tell': 1,
  'within-margin': 2,
};

/**
 * The gap of each family that lies furthest out, all in units of its own margin so that different
 * metrics share one axis; gaps beyond the margin come first.
 */
export function headlineGaps(document: AuditDocument): readonly Headline[] {
  const found = evidenceOf(document, 'gap-family').flatMap((family): Headline[] => {
    const margin = family.data.margin;
    if (margin === null || margin <= 0) return [];
    const levels = family.data.levels
      .filter((level) => level.isAssessable && level.gap.value !== null)
      .sort(
        (a, b) =>
          (rank[a.verdict] ?? 3) - (rank[b.verdict] ?? 3) ||
          Math.abs(b.gap.value!) - Math.abs(a.gap.value!),
      );
    const level = levels[0];
    return level ? [{ family, level, share: Math.abs(level.gap.value!) / margin }] : [];
  });
  return found.sort(
    (a, b) => (rank[a.level.verdict] ?? 3) - (rank[b.level.verdict] ?? 3) || b.share - a.share,
  );
}

/** The headline forest plot. */
export function headlinePlans(document: AuditDocument): readonly ChartDraft[] {
  const all = headlineGaps(document);
  if (all.length === 0) return [];
  const shown = all.slice(0, headlineRows);
  const severalScopes =
    new Set(all.map(({ family }) => `${family.task}\n${family.model}`)).size > 1;
  const rows = shown.map(({ family, level }, at) => {
    const margin = family.data.margin!;
    const scope = severalScopes ? `${scopeTitle(document, family.task, family.model)} · ` : '';
    const scaled = (value: number | null): number | null =>
      value === null ? null : value / margin;
    return {
      key: String(at),
      label: `${scope}${metricShort(document, family.data.metric)}: ${family.attribute} ${level.level}`,
      value: scaled(level.gap.value),
      low: scaled(level.gap.low),
      high: scaled(level.gap.high),
      verdict: level.verdict,
      text: signed(level.gap.value),
      reason: null,
    };
  });
  const rest = all.length - shown.length;
  const caption = `Each row is one group against all other patients; the number at the right is the gap itself. The shaded band is the margin: gaps of that size or smaller were declared acceptable beforehand. Lines are simultaneous limits. Triangle: beyond the margin; open diamond: cannot tell; circle: within.${rest > 0 ? ` The ${shown.length} furthest out of ${all.length} are drawn; all stand in section 7.` : ''}`;
  const draft = {
    task: '',
    model: '',
    attribute: null,
    heading: 'Largest gap of each question',
    subheading: 'Group minus all other patients, in units of the margin',
    caption,
  };
  const content = {
    rows,
    margin: 1,
    reference: 0,
    axis: 'Gap, in margins',
    isSigned: true,
    textWidth: 52,
  };
  return [
    {
      ...draft,
      key: 'headline',
      kind: 'headline',
      draw: (kit) =>
        forest(kit, { ...content, width: broadWidth, labelWidth: severalScopes ? 320 : 220 }),
    },
    {
      ...draft,
      key: 'headline-narrow',
      kind: 'headline-narrow',
      draw: (kit) => forest(kit, { ...content, isStacked: true }),
    },
  ];
}
