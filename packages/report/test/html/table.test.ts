import { describe, expect, it } from 'vitest';
import { numeric, rowCount, table } from '../../src/html/table.ts';

const content = {
  caption: 'Gaps',
  columns: ['Level', numeric('Gap'), 'Reason'],
  groups: [
    { head: 'AUROC', rows: [['F', '0.1', '']] },
    {
      head: 'Sensitivity',
      rows: [
        ['F', '0.2', ''],
        ['M', '0.3', ''],
      ],
    },
  ],
};

describe('table', () => {
  it('puts each group under a heading of its own that spans the columns shown', () => {
    const { html } = table(content);
    expect(html.match(/<tbody>/g)).toHaveLength(2);
    expect(html).toContain('<th scope=rowgroup colspan=2><span>Sensitivity</span>');
    expect(rowCount(content)).toBe(3);
  });

  it('says which cases its rows count, where that is known', () => {
    const { html } = table({
      caption: 'Cells',
      columns: ['Cell', numeric('AUROC', 'auroc')],
      groups: [
        { head: '', rows: [['F', '0.2']], of: { by: ['sex "x"'], metric: 'auroc' } },
        { head: '', rows: [['F · S3', '0.3']], of: { by: ['sex', 'site'], levels: [['F', 'S3']] } },
      ],
    });
    expect(html).toContain('data-metric="auroc">AUROC');
    expect(html).toContain(
      '<tbody data-by="[&quot;sex \\&quot;x\\&quot;&quot;]" data-metric="auroc">',
    );
    expect(html).toContain('<tr data-of="[&quot;F&quot;,&quot;S3&quot;]">');
  });

  it('leaves out a column without an entry in any group', () => {
    expect(table(content).html).not.toContain('Reason');
  });

  it('marks texts, so that numbers need no class', () => {
    const { html } = table({
      caption: 'A',
      columns: ['A', numeric('B'), 'C'],
      rows: [['x', '1', 'y']],
    });
    expect(html).toContain('<td>1<td class=l>y');
  });

  it('escapes what the data say', () => {
    expect(table({ caption: 'A', columns: ['A'], rows: [['<b>']] }).html).toContain('&lt;b&gt;');
  });
});
