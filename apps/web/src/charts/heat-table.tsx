import type { HeatMapBlock } from '@equipoise/domain';
import type { CSSProperties, ReactNode } from 'react';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { chartWords as words } from '../words/charts.ts';
import { heatShare } from './heat-share.ts';
import { fixed } from './numbers.ts';
import { extent } from './scale.ts';

function tint(share: number | null): CSSProperties {
  // React's type does not know properties of one's own.
  return (share === null ? {} : { '--heat': share.toFixed(3) }) as CSSProperties;
}

/** Numbers over two lists: a table whose cells are tinted by their number. */
export function HeatTable({ block }: { readonly block: HeatMapBlock }): ReactNode {
  const range = block.range ?? extent(block.values.flat());
  return (
    <>
      <p className="eq-note">{block.caption}</p>
      <ScrollBox label={block.title}>
        <table className="eq-heat">
          <caption className="eq-unseen">{block.title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.rowsByColumns(block.rowTitle, block.columnTitle)}</th>
              {block.columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((name, at) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {block.columns.map((column, place) => {
                  const value = block.values[at]?.[place] ?? null;
                  const share = heatShare(value, range);
                  return (
                    <td key={column} style={tint(share)}>
                      {fixed(value, block.digits)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
