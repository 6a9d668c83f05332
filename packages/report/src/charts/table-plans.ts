import type { AuditDocument } from '@equipoise/domain';
import { percent } from '../numbers.ts';
import { barChart } from './bars.ts';
import type { ChartDraft } from './draft.ts';
import { flowDiagram } from './flow-diagram.ts';

const everywhere = { task: '', model: '', attribute: null } as const;

/** Charts of the parts of a document that are not evidence: the flow and the missing values. */
export function tablePlans(document: AuditDocument): readonly ChartDraft[] {
  const drafts: ChartDraft[] = [];
  if (document.flow.steps.length > 0) {
    drafts.push({
      ...everywhere,
      key: 'flow',
      kind: 'flow',
      heading: 'Flow of rows and patients',
      subheading: null,
      caption: `From the files to the groups: what remains after each step, and beside each arrow what was left out. Groups: ${document.flow.unit === 'row' ? 'rows' : 'patients'} per level${document.declared.tasks.length > 1 ? ' in the first task' : ''}${document.flow.unit === 'row' ? '' : '; a patient can stand in several levels'}.`,
      draw: () => flowDiagram(document),
    });
  }
  if (document.missing.length > 0) {
    const bars = document.missing.map((row) => {
      const share = row.rowCount === 0 ? 0 : row.missingRowCount / row.rowCount;
      const unknown = row.rowCount === 0 ? 0 : row.recordedUnknownCount / row.rowCount;
      return {
        label: row.attribute,
        value: Math.min(1, share + unknown),
        part: share,
        text: percent(share),
      };
    });
    const most = Math.max(0.05, ...bars.map((bar) => bar.value));
    drafts.push({
      ...everywhere,
      key: 'missing',
      kind: 'missing',
      heading: 'Rows without the attribute',
      subheading: 'Dark: missing · light: recorded as unknown',
      caption:
        'Share of rows in which each attribute is missing (dark), and recorded as unknown (light).',
      draw: (kit) =>
        barChart(kit, bars, 'Share of rows', {
          max: most * 1.1,
          format: (value) => percent(value, 0),
        }),
    });
  }
  return drafts;
}
