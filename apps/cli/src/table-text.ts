/**
 * Lays rows out in columns.
 *
 * @param header names of the columns
 * @param rows cells as text
 * @param right indices of columns whose cells are set to the right
 */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        right.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return `${[line(header), line(rule), ...rows.map(line)].join('\n')}\n`;
}
