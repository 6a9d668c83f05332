import type { Block, TableBlock } from '@equipoise/domain';
import { type ReactNode, useState } from 'react';
import { pageSpan } from '../parts/page-span.ts';
import { Pager } from '../parts/pager.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { BarRows } from './bar-rows.tsx';
import { CurvePlot } from './curve-plot.tsx';
import { ForestRows } from './forest-rows.tsx';
import { hasContent } from './has-content.ts';
import { HeatTable } from './heat-table.tsx';
import './charts.css';
import { cellText } from './numbers.ts';

const rowsAtOnce = 25;

/** A table of an analysis, a page at a time. */
function TableView({ block }: { readonly block: TableBlock }): ReactNode {
  const [wanted, setPage] = useState(0);
  const { from, to } = pageSpan(block.rows.length, rowsAtOnce, wanted);
  return (
    <>
      <p className="eq-note">{block.caption}</p>
      <ScrollBox label={block.title}>
        <table className="eq-figure-table">
          <caption className="eq-unseen">{block.title}</caption>
          <thead>
            <tr>
              {block.columns.map((column) => (
                <th scope="col" key={column.key}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.slice(from, to).map((row, at) => (
              // Rows of a finished analysis have no name of their own and never move.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={from + at}>
                {block.columns.map((column, place) => {
                  const text = cellText(row[column.key], column.digits);
                  return place === 0 ? (
                    <th scope="row" key={column.key}>
                      {text}
                    </th>
                  ) : (
                    <td key={column.key} className={column.digits === null ? '' : 'eq-number'}>
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <Pager
        total={block.rows.length}
        size={rowsAtOnce}
        page={wanted}
        label={block.title}
        onPage={setPage}
      />
      {block.note !== null && <p className="eq-note">{block.note}</p>}
    </>
  );
}

function content(block: Block): ReactNode {
  switch (block.kind) {
    case 'table':
      return <TableView block={block} />;
    case 'forest':
      return <ForestRows block={block} />;
    case 'heat-map':
      return <HeatTable block={block} />;
    case 'bars':
      return <BarRows block={block} />;
    case 'curve':
      return <CurvePlot block={block} />;
    case 'text':
      return block.paragraphs.map((paragraph) => <p key={paragraph}>{paragraph}</p>);
    default:
      return block satisfies never;
  }
}

/** One thing that an analysis shows, of every kind that the report has. */
export function BlockView({ block }: { readonly block: Block }): ReactNode {
  if (!hasContent(block)) return null;
  return (
    <section className="eq-block" aria-label={block.title}>
      <h3>{block.task === null ? block.title : `${block.title} · ${block.task}`}</h3>
      {content(block)}
    </section>
  );
}
