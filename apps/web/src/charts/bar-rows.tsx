import type { BarsBlock } from '@equipoise/domain';
import type { ReactNode } from 'react';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { chartWords as words } from '../words/charts.ts';
import { extent, linearScale } from './scale.ts';

const width = 240;

/** Horizontal bars with their numbers beside them. */
export function BarRows({
  block,
}: {
  readonly block: Omit<BarsBlock, 'kind' | 'id' | 'task'>;
}): ReactNode {
  const [low, high] = extent([0, ...block.bars.map((bar) => bar.value), block.rule]);
  const scale = linearScale([Math.min(0, low), Math.max(high, 0)], [0, width]);
  const zero = scale.at(0);
  const bar = (value: number): { x: number; width: number } => ({
    x: Math.min(zero, scale.at(value)),
    width: Math.abs(scale.at(value) - zero),
  });
  return (
    <>
      <p className="eq-note">{block.caption}</p>
      <ScrollBox label={block.title}>
        <table className="eq-figure-table">
          <caption className="eq-unseen">{block.title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.what}</th>
              <th scope="col">{block.axis}</th>
              <th scope="col">{words.value}</th>
            </tr>
          </thead>
          <tbody>
            {block.bars.map((one) => (
              <tr key={one.label}>
                <th scope="row">{one.label}</th>
                <td className="eq-mark">
                  <svg width={width} height={18} aria-hidden="true" className="eq-strip">
                    <rect className="eq-bar" y={3} height={12} {...bar(one.value)} />
                    {one.part !== null && (
                      <rect className="eq-bar-part" y={3} height={12} {...bar(one.part)} />
                    )}
                    {block.rule !== null && (
                      <line
                        className="eq-rule-line"
                        x1={scale.at(block.rule)}
                        x2={scale.at(block.rule)}
                        y1={0}
                        y2={18}
                      />
                    )}
                  </svg>
                </td>
                <td className="eq-number">{one.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
