import type { Block, ReadersDocument } from '@equipoise/domain';
import { loadKit } from '../charts/kit.ts';
import { type Cell, csv, csvOf } from '../tables/csv.ts';
import { namedBlocks, standaloneBlock } from './readers-charts.ts';

/** Every picture as a file of its own: file name to SVG text. */
export async function renderReadersFigures(
  document: ReadersDocument,
): Promise<ReadonlyMap<string, string>> {
  const kit = await loadKit();
  const files = new Map<string, string>();
  for (const named of namedBlocks(document)) {
    const svg = standaloneBlock(kit, named);
    if (svg !== null) files.set(`${named.name}.svg`, svg);
  }
  return files;
}

function records(block: Block): string | null {
  switch (block.kind) {
    case 'table':
      return csv(
        block.columns.map((column) => column.key),
        block.rows.map((row) => block.columns.map((column): Cell => row[column.key] ?? null)),
      );
    case 'heat-map':
      return csv(
        [block.rowTitle, ...block.columns],
        block.rows.map((row, at): Cell[] => [row, ...(block.values[at] ?? [])]),
      );
    case 'forest':
      return csvOf(block.rows);
    case 'bars':
      return csvOf(block.bars);
    case 'curve':
      return csvOf(
        block.series.flatMap((entry) =>
          entry.points.map((point) => ({ series: entry.name, ...point })),
        ),
      );
    case 'text':
      return null;
    default:
      return block satisfies never;
  }
}

/** Every table and the numbers behind every picture, with estimates and findings: file name to CSV text. */
export function renderReadersTables(document: ReadersDocument): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['estimates.csv', csvOf(document.estimates)],
    ['findings.csv', csvOf(document.findings)],
  ]);
  for (const { block, name } of namedBlocks(document)) {
    const text = records(block);
    if (text !== null) files.set(`${files.has(`${name}.csv`) ? `${name}_block` : name}.csv`, text);
  }
  return files;
}

/** methods.md: paragraphs, command and inputs. */
export function renderReadersMethods(document: ReadersDocument): string {
  const { provenance } = document;
  const plain = (text: string): string =>
    text.replace(/[\\`*_{}[\]<>#|]/g, (character) =>
      character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
    );
  const fence = provenance.command.includes('```') ? '~~~~' : '```';
  return [
    `# ${plain(document.title)}`,
    '',
    '## Statistical methods',
    '',
    ...document.methods.flatMap((paragraph) => [plain(paragraph), '']),
    '## Command',
    '',
    fence,
    provenance.command,
    fence,
    '',
    '## Inputs',
    '',
    ...provenance.inputs.map(
      (input) =>
        `- ${plain(input.name)} (${plain(input.role)}), ${input.byteCount} bytes, SHA-256 ${input.sha256}`,
    ),
    '',
  ].join('\n');
}
