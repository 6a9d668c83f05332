import type { Block, ReadersDocument } from '@equipoise/domain';
import { inlineSvg, standaloneSvg } from '../charts/frame.ts';
import { type Drawing, type Kit, withHeading } from '../charts/kit.ts';
import { slug } from '../words.ts';
import { drawBlock } from './block-charts.ts';

/** A block with the name that its files carry. */
export interface NamedBlock {
  readonly block: Block;
  readonly name: string;
  readonly svgId: string;
}

/** Every block with a unique file name, in reading order. */
export function namedBlocks(document: ReadersDocument): readonly NamedBlock[] {
  const used = new Map<string, number>();
  return document.sections
    .flatMap((section) => section.blocks)
    .map((block, at) => {
      const base = slug(block.id);
      const seen = used.get(base) ?? 0;
      used.set(base, seen + 1);
      return { block, name: seen === 0 ? base : `${base}_${seen + 1}`, svgId: `p${at + 1}` };
    });
}

function drawing(kit: Kit, { block }: NamedBlock): Drawing | null {
  const plain = drawBlock(kit, block);
  return plain === null ? null : withHeading(plain, block.title, block.task);
}

/** The picture of a block inside a page; null where it is no picture. */
export function inlineBlock(kit: Kit, named: NamedBlock): string | null {
  const drawn = drawing(kit, named);
  return drawn === null ? null : inlineSvg(drawn, named.svgId, named.block.title);
}

/** The picture of a block as a file of its own; null where it is no picture. */
export function standaloneBlock(kit: Kit, named: NamedBlock): string | null {
  const drawn = drawing(kit, named);
  if (drawn === null) return null;
  return standaloneSvg(drawn, named.svgId, `${named.block.title}. ${named.block.caption}`);
}
