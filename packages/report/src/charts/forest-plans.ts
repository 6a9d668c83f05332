import type { AuditDocument, Evidence, EvidenceOf, GapLevel } from '@equipoise/domain';
import { fixed, signed } from '../numbers.ts';
import { classOf, subheadingOf } from '../select.ts';
import { metricInText, metricTitle, reasonWords } from '../words.ts';
import type { ChartDraft } from './draft.ts';
import { forest } from './forest.ts';

/** More levels than this stand in the tables alone. */
const levelsListed = 60;

const rank: Readonly<Record<string, number>> = {
  'beyond-margin': 0,
  'cannot-tell': 1,
  'within-margin': 2,
};

/** All levels in their order or, of very many, those that matter most. */
function listed(levels: readonly GapLevel[]): readonly GapLevel[] {
  if (levels.length <= levelsListed) return levels;
  return [...levels]
    .sort(
      (a, b) =>
        (rank[a.verdict] ?? 3) - (rank[b.verdict] ?? 3) ||
        Math.abs(b.gap.value ?? 0) - Math.abs(a.gap.value ?? 0),
    )
    .slice(0, levelsListed);
}

function cut(length: number): string {
  return length > levelsListed ? ` ${levelsListed} of ${length} levels are drawn.` : '';
}

function classPrefix(document: AuditDocument, evidence: Evidence): string {
  const name = classOf(document, evidence);
  return name === '' ? '' : `class ${name} · `;
}

type Rest = Omit<ChartDraft, 'key' | 'task' | 'model' | 'attribute'>;

/** Forest plot of one family of gaps. */
export function gapPlan(document: AuditDocument, evidence: EvidenceOf<'gap-family'>): Rest {
  const { data } = evidence;
  const title = metricTitle(document, data.metric);
  return {
    kind: `gap-${data.metric}`,
    heading: title,
    subheading: `${classPrefix(document, evidence)}${evidence.attribute ?? ''}: each level minus the rest${data.margin === null ? '' : ` · margin ±${fixed(data.margin)}`}`,
    caption: `Gap in ${metricInText(document, data.metric)} by ${evidence.attribute ?? 'group'} with simultaneous ${fixed(data.level * 100, 0)} % limits${data.margin === null ? '; no margin was declared' : '; the band is the margin'}.${cut(data.levels.length)}`,
    draw: (kit) =>
      forest(kit, {
        rows: listed(data.levels).map((level, at) => ({
          key: String(at),
          label: level.level,
          value: level.gap.value,
          low: level.gap.low,
          high: level.gap.high,
          verdict: level.isAssessable ? level.verdict : 'not-assessable',
          text: level.gap.value === null ? '' : signed(level.gap.value),
          reason: reasonWords(level.gap.reason ?? level.reason) || 'no value',
        })),
        margin: data.margin,
        reference: 0,
        axis: 'Gap to the rest',
        isSigned: true,
      }),
  };
}

/** Forest plot of sites, their mean and the next site. */
export function sitesPlan(document: AuditDocument, evidence: EvidenceOf<'sites'>): Rest {
  const { data } = evidence;
  const title = metricTitle(document, data.metric);
  const rows = data.sites.slice(0, levelsListed).map((site, at) => ({
    key: String(at),
    label: site.level,
    value: site.metric.value,
    low: site.metric.low,
    high: site.metric.high,
    verdict: 'site',
    text: fixed(site.metric.value),
    reason: reasonWords(site.metric.reason) || 'no value',
    outer: null as readonly [number, number] | null,
  }));
  const { pooled, prediction } = data;
  if (pooled.value !== null) {
    rows.push({
      key: 'pooled',
      label: 'Mean of sites',
      value: pooled.value,
      low: pooled.low,
      high: pooled.high,
      verdict: 'cannot-tell',
      text: fixed(pooled.value),
      reason: '',
      outer:
        prediction.low !== null && prediction.high !== null
          ? [prediction.low, prediction.high]
          : null,
    });
  }
  return {
    kind: `sites-${data.metric}`,
    heading: `${title} per ${data.attribute}`,
    subheading: subheadingOf(document, evidence),
    caption:
      'Squares: sites with patient-clustered limits. Open diamond: random-effects mean; dashed: prediction interval for the next site.',
    draw: (kit) =>
      forest(kit, {
        rows,
        margin: null,
        reference:
          pooled.value ??
          data.sites.find((site) => site.metric.value !== null)?.metric.value ??
          0.5,
        axis: title,
        isSigned: false,
      }),
  };
}
