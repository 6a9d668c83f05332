import type { Block, BlockCell, TableBlock } from '@equipoise/domain';
import { type Fill, html, type Markup } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { absent, count, fixed, withLimits } from '../numbers.ts';

/** A cell as shown; a table can hold what a CSV file cannot, and the other way round. */
export function cellText(value: BlockCell | undefined, digits: number | null): string {
  if (value === null || value === undefined) return absent;
  if (typeof value === 'string') return value;
  return digits === 0 ? count(value) : fixed(value, digits ?? 3);
}

/** A table of the page, cut after the rows it wants shown, with a note that names the file of all. */
export function blockTable(block: TableBlock, fileName: string): Markup {
  const shown = block.shown ?? block.rows.length;
  const rest = block.rows.length - shown;
  const note =
    rest > 0
      ? `${block.note ? `${block.note} ` : ''}${count(rest)} more rows in tables/${fileName}.`
      : block.note;
  return table({
    caption: block.title,
    columns: block.columns.map((column) =>
      column.digits === null ? column.title : numeric(column.title),
    ),
    rows: block.rows
      .slice(0, shown)
      .map((row) => block.columns.map((column) => cellText(row[column.key], column.digits))),
    ...(note ? { note } : {}),
  });
}

/** The numbers behind a picture, for those who cannot see it. */
export function behind(block: Block): Markup | null {
  const rows = (content: readonly (readonly Fill[])[], columns: readonly string[]): Markup =>
    html`<details class="plain"><summary>The numbers</summary>${table({ caption: block.title, columns: columns.map((column, at) => (at === 0 ? column : numeric(column))), rows: content })}</details>`;
  switch (block.kind) {
    case 'forest':
      return rows(
        block.rows.map((row) => [
          row.group === null ? row.label : `${row.group}: ${row.label}`,
          row.value === null
            ? (row.reason ?? absent)
            : withLimits(row, (value) => fixed(value, block.digits)),
          row.counts,
        ]),
        ['', block.axis, 'counts'],
      );
    case 'bars':
      return rows(
        block.bars.map((bar) => [bar.label, bar.text]),
        ['', block.axis],
      );
    default:
      return null;
  }
}
