import { escapeText, type Fill, flatten, html, type Markup, raw } from './markup.ts';

/** A column of a table. */
export interface Column {
  readonly head: Fill;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
  /** The metric of its cells, for whoever shows the cases behind one. */
  readonly metric?: string;
}

/** Rows under a heading of their own. */
export interface RowGroup {
  readonly head: Fill;
  readonly rows: readonly (readonly Fill[])[];
  /** Which cases its rows count, for whoever shows the cases behind one. */
  readonly of?: RowsOf;
}

/** Which cases the rows of a group count. */
export interface RowsOf {
  /** Attributes; none: everyone. Of a single one the level is what heads the row. */
  readonly by: readonly string[];
  /** Levels of each row, where there are several attributes. */
  readonly levels?: readonly (readonly string[])[];
  readonly metric?: string;
}

/** What a table shows. The first column heads its row and stays in sight when the rest scrolls. */
export interface TableContent {
  readonly caption: Fill;
  readonly columns: readonly (Column | string)[];
  readonly rows?: readonly (readonly Fill[])[];
  /** In place of rows: rows in groups. */
  readonly groups?: readonly RowGroup[];
  readonly note?: Fill;
  /** Name for assistive technology when the caption is not plain text. */
  readonly name?: string;
}

/** Characters from which a cell keeps a readable width, also where the table scrolls. */
const longText = 56;

/** How many rows a table has. */
export function rowCount(content: TableContent): number {
  return (
    (content.rows?.length ?? 0) +
    (content.groups ?? []).reduce((sum, group) => sum + group.rows.length, 0)
  );
}

/**
 * A table with caption, scoped heads and, on narrow screens, its own scroll bar. End tags of cells
 * and rows are left out, as HTML allows: they are a quarter of a long table.
 */
export function table(content: TableContent): Markup {
  const all = content.columns.map((column) =>
    typeof column === 'string' ? { head: column, isNumber: false } : column,
  );
  const groups: readonly RowGroup[] = [
    ...(content.rows ? [{ head: '', rows: content.rows }] : []),
    ...(content.groups ?? []),
  ];
  // A column without a single entry, such as reasons where nothing is amiss, is left out.
  const kept = all
    .map((_, at) => at)
    .filter(
      (at) => at === 0 || groups.some((group) => group.rows.some((row) => flatten(row[at]) !== '')),
    );
  const columns = kept.map((at) => all[at]!);
  const head = columns.map(
    (column) =>
      html`<th scope="col"${raw(column.isNumber ? ' class="n"' : '')}${column.metric === undefined ? null : html` data-metric="${column.metric}"`}>${column.head}</th>`,
  );
  let body = '';
  for (const group of groups) {
    const title = flatten(group.head);
    body += `<tbody${marksOf(group.of)}>`;
    if (title !== '')
      body += `<tr class=g><th scope=rowgroup colspan=${columns.length}><span>${title}</span>`;
    for (const [at, row] of group.rows.entries()) {
      const levels = group.of?.levels?.[at];
      body +=
        levels === undefined ? '<tr>' : `<tr data-of="${escapeText(JSON.stringify(levels))}">`;
      for (let i = 0; i < kept.length; i++) {
        const cell = flatten(row[kept[i]!]);
        const isNumber = columns[i]?.isNumber ?? false;
        // Most cells are numbers, so it is the texts that carry a class.
        body +=
          i === 0
            ? `<th scope=row${isNumber ? ' class=n' : ''}>${cell}`
            : `<td${isNumber ? '' : cell.length > longText ? ' class="l w"' : ' class=l'}>${cell}`;
      }
    }
    body += '</tbody>';
  }
  const name = content.name ?? (typeof content.caption === 'string' ? content.caption : 'Table');
  return html`<div class="t"><div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><caption><span>${content.caption}</span></caption><thead><tr>${head}</tr></thead>${raw(body)}</table></div>${
    content.note ? html`<p class="note">${content.note}</p>` : null
  }</div>`;
}

function marksOf(of: RowsOf | undefined): string {
  if (of === undefined) return '';
  const metric = of.metric === undefined ? '' : ` data-metric="${escapeText(of.metric)}"`;
  return ` data-by="${escapeText(JSON.stringify(of.by))}"${metric}`;
}

/** A right-aligned column. */
export function numeric(head: Fill, metric?: string): Column {
  return { head, isNumber: true, ...(metric === undefined ? {} : { metric }) };
}
