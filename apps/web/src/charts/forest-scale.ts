import type { ForestBlock } from '@equipoise/domain';
import { extent, linearScale, padded, type Scale } from './scale.ts';

/** Width of the strips of a forest, in pixels. */
export const forestWidth = 240;

/** Where everything of a forest stands: one scale for all rows. */
export function forestScale(block: Pick<ForestBlock, 'rows' | 'rule' | 'margin'>): Scale {
  const { rule, margin } = block;
  const edges = rule === null ? [] : [rule - (margin ?? 0), rule, rule + (margin ?? 0)];
  const numbers = block.rows.flatMap((row) => [row.value, row.low, row.high]);
  return linearScale(padded(extent([...numbers, ...edges])), [6, forestWidth - 6], 4);
}
