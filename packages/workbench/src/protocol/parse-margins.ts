import { fail } from '../errors.ts';
import { parseNumber } from './parse-number.ts';

/**
 * Reads `--margin sens=.05,auroc=.03` into name → margin; names are resolved later.
 *
 * @throws workbench/bad-option
 */
export function parseMargins(texts: readonly string[]): Record<string, number> {
  const margins: Record<string, number> = {};
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [name, value, more] = part.split('=').map((piece) => piece.trim());
    if (name === undefined || name === '' || value === undefined || more !== undefined) {
      fail(
        'workbench/bad-option',
        `--margin "${part}" cannot be read.`,
        'Write it as sens=.05,auroc=.03.',
      );
    }
    const margin = parseNumber(value, '--margin');
    if (margin <= 0) {
      fail(
        'workbench/bad-option',
        `The margin of ${name} must be above 0, got ${margin}.`,
        'Correct it.',
      );
    }
    margins[name] = margin;
  }
  return margins;
}
