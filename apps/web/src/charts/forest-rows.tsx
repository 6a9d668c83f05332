import type { ForestBlock } from '@equipoise/domain';
import type { ReactNode } from 'react';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { chartWords as words } from '../words/charts.ts';
import { forestScale, forestWidth as width } from './forest-scale.ts';
import { fixed, withLimits } from './numbers.ts';
import type { Scale } from './scale.ts';

/** One value with its limits on the scale. */
function Strip(props: {
  readonly row: ForestBlock['rows'][number];
  readonly scale: Scale;
  readonly rule: number | null;
  readonly margin: number | null;
}): ReactNode {
  const { row, scale, rule, margin } = props;
  const [low, high] = [row.low ?? row.value, row.high ?? row.value];
  return (
    <svg width={width} height={22} aria-hidden="true" className="eq-strip">
      {rule !== null && margin !== null && (
        <rect
          className="eq-band"
          x={scale.at(rule - margin)}
          width={scale.at(rule + margin) - scale.at(rule - margin)}
          y={0}
          height={22}
        />
      )}
      {rule !== null && (
        <line className="eq-rule-line" x1={scale.at(rule)} x2={scale.at(rule)} y1={0} y2={22} />
      )}
      {row.value !== null && low !== null && high !== null && (
        <>
          <line className="eq-limits" x1={scale.at(low)} x2={scale.at(high)} y1={11} y2={11} />
          <line className="eq-limits" x1={scale.at(low)} x2={scale.at(low)} y1={7} y2={15} />
          <line className="eq-limits" x1={scale.at(high)} x2={scale.at(high)} y1={7} y2={15} />
          <circle className="eq-point" cx={scale.at(row.value)} cy={11} r={4} />
        </>
      )}
    </svg>
  );
}

/** Values with their limits under each other, numbers and counts beside them. */
export function ForestRows({
  block,
}: {
  readonly block: Omit<ForestBlock, 'kind' | 'id' | 'task'>;
}): ReactNode {
  const scale = forestScale(block);
  const groups = new Set(block.rows.map((row) => row.group));
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
              <th scope="col">{words.valueWithLimits}</th>
              <th scope="col">{words.counts}</th>
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row) => (
              <tr key={`${row.group} ${row.label}`}>
                <th scope="row">
                  {row.group === null || groups.size < 2
                    ? row.label
                    : words.inGroup(row.group, row.label)}
                </th>
                <td className="eq-mark">
                  <Strip row={row} scale={scale} rule={block.rule} margin={block.margin} />
                </td>
                <td className={row.value === null ? 'eq-reason' : 'eq-number'}>
                  {row.value === null
                    ? words.noValue(row.reason ?? words.absent)
                    : withLimits(row, block.digits)}
                </td>
                <td>{row.counts}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <td className="eq-mark">
                <svg width={width} height={18} aria-hidden="true" className="eq-strip">
                  {scale.ticks.map((tick) => (
                    <text key={tick} x={scale.at(tick)} y={12} textAnchor="middle">
                      {fixed(tick, scale.digits)}
                    </text>
                  ))}
                </svg>
              </td>
              <td colSpan={2}>{block.rule === null ? '' : words.ruleAt(fixed(block.rule, 3))}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollBox>
    </>
  );
}
