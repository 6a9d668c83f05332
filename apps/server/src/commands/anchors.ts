import { existsSync } from 'node:fs';
import { type Anchor, readAnchors } from '@equipoise/store';
import type { Typed } from '../command-line.ts';
import { fail } from '../errors.ts';

/**
 * Heads of the log that were kept elsewhere, from the file that `--anchors` names; none without it.
 *
 * @throws server/bad-option where the file is not there or holds something else
 */
export function anchorsOf(typed: Typed): readonly Anchor[] {
  const path = typed.text('anchors');
  if (path === undefined) return [];
  try {
    if (existsSync(path)) {
      const anchors = readAnchors(path);
      const isAnchor = ({ chain, seq, hash }: Anchor): boolean =>
        typeof chain === 'string' && Number.isSafeInteger(seq) && /^[0-9a-f]{64}$/.test(hash);
      if (anchors.length > 0 && anchors.every(isAnchor)) return anchors;
    }
  } catch {
    // Not lines of JSON: said below.
  }
  return fail(
    'server/bad-option',
    '--anchors names no file of noted heads.',
    'Give a file that verify-log --note wrote.',
  );
}
