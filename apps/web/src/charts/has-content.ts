import type { Block } from '@equipoise/domain';

/** Whether there is anything to show of a block. */
export function hasContent(block: Block): boolean {
  switch (block.kind) {
    case 'table':
    case 'forest':
      return block.rows.length > 0;
    case 'heat-map':
      return block.rows.length > 0 && block.columns.length > 0;
    case 'bars':
      return block.bars.length > 0;
    case 'curve':
      return block.series.some((one) => one.points.length > 0);
    case 'text':
      return block.paragraphs.length > 0;
    default:
      return block satisfies never;
  }
}
