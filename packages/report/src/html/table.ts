import { type Fill, flatten, html, type Markup, raw } from './markup.ts';

/** A column of a table. */
export interface Column {
  readonly head: Fill;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
}

/** What a table shows. The first column heads its row. */
export interface TableContent {
  readonly caption: Fill;
  readonly columns: readonly (Column | string)[];
  readonly rows: readonly (readonly Fill[])[];
  readonly note?: Fill;
  /** Name for assistive technology when the caption is not plain text. */
  readonly name?: string;
}

/**
 * A table with caption, scoped heads and, on narrow screens, its own scroll bar. End tags of cells
 * and rows are left out, as HTML allows: they are a quarter of a long table.
 */
export function table(content: TableContent): Markup {
  const all = content.columns.map((column) =>
    typeof column === 'string' ? { head: column, isNumber: false } : column,
  );
  // A column without a single entry, such as reasons where nothing is amiss, is left out.
  const kept = all
    .map((_, at) => at)
    .filter((at) => at === 0 || content.rows.some((row) => flatten(row[at]) !== ''));
  const columns = kept.map((at) => all[at]!);
  const rows = content.rows.map((row) => kept.map((at) => row[at]));
  const head = columns.map(
    (column) =>
      html`<th scope="col"${raw(column.isNumber ? ' class="n"' : '')}>${column.head}</th>`,
  );
  let body = '';
  for (const row of rows) {
    body += '<tr>';
    for (let i = 0; i < row.length; i++) {
      const cell = flatten(row[i]);
      const numeric = columns[i]?.isNumber ? ' class=n' : '';
      body += i === 0 ? `<th scope=row${numeric}>${cell}` : `<td${numeric}>${cell}`;
    }
  }
  const name = content.name ?? (typeof content.caption === 'string' ? content.caption : 'Table');
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><caption>${content.caption}</caption><thead><tr>${head}</tr></thead><tbody>${raw(body)}</tbody></table></div>${
    content.note ? html`<p class="note">${content.note}</p>` : null
  }`;
}

/** A right-aligned column. */
export function numeric(head: Fill): Column {
  return { head, isNumber: true };
}
