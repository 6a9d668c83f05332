import { fail } from './errors.ts';

/** Declared bins of one attribute. */
export interface BinDeclaration {
  /** The attribute they cut. */
  readonly attribute: string;
  /** Edges in rising order, in the attribute's unit. */
  readonly edges: readonly number[];
  /** Which side of a bin belongs to it: `[a,b)` is left, `(a,b]` is right. */
  readonly closed: 'left' | 'right';
  /** Names of the edges.length + 1 bins, in order: `<0`, `[0,40)`, `[40,65)`, `>=65`. */
  readonly levels: readonly string[];
}

/**
 * Reads a bin declaration.
 *
 * @param text `age=0,40,65,80` (bins `[a,b)`), or with brackets that say the closed side, `ita=(10,19,28,41,55]`
 * @returns the declaration; its levels state the closed side and are to be printed
 * @throws dataset/bad-bins
 */
export function parseBins(text: string): BinDeclaration {
  const equals = text.indexOf('=');
  const attribute = equals < 0 ? '' : text.slice(0, equals).trim();
  let body = equals < 0 ? '' : text.slice(equals + 1).trim();
  if (attribute === '' || body === '')
    failBins('a declaration is a name, an equals sign and edges.');
  let closed: 'left' | 'right' = 'left';
  const open = body[0]!;
  const close = body.at(-1)!;
  if ('[('.includes(open) || '])'.includes(close)) {
    if (open === '[' && close === ')') closed = 'left';
    else if (open === '(' && close === ']') closed = 'right';
    else failBins('the brackets must be [ … ) or ( … ].');
    body = body.slice(1, -1);
  }
  const parts = body.split(',').map((part) => part.trim());
  const edges = parts.map((part) =>
    /^[+-]?(\d+\.?\d*|\.\d+)$/.test(part) ? Number(part) : Number.NaN,
  );
  return declareBins(attribute, edges, closed);
}

/**
 * Makes a bin declaration of numbers.
 *
 * @param attribute the attribute they cut
 * @param edges at least one, finite, in strictly rising order
 * @param closed which side of a bin belongs to it
 * @returns the declaration with the names of its levels
 * @throws dataset/bad-bins
 */
export function declareBins(
  attribute: string,
  edges: readonly number[],
  closed: 'left' | 'right' = 'left',
): BinDeclaration {
  if (edges.length === 0 || edges.some((edge) => !Number.isFinite(edge))) {
    failBins(`the edges of '${attribute}' must be finite numbers, at least one.`);
  }
  if (edges.some((edge, index) => index > 0 && edge <= edges[index - 1]!)) {
    failBins(`the edges of '${attribute}' must rise.`);
  }
  const [open, close] = closed === 'left' ? ['[', ')'] : ['(', ']'];
  const [below, above] = closed === 'left' ? ['<', '>='] : ['<=', '>'];
  const levels = [
    `${below}${edges[0]}`,
    ...edges.slice(1).map((edge, index) => `${open}${edges[index]},${edge}${close}`),
    `${above}${edges.at(-1)}`,
  ];
  return { attribute, edges: [...edges], closed, levels };
}

/**
 * The bin of a number.
 *
 * @param bins a declaration
 * @param value any number but NaN
 * @returns index into `bins.levels`
 */
export function binOf(bins: BinDeclaration, value: number): number {
  const { edges, closed } = bins;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const edge = edges[middle]!;
    if (closed === 'left' ? value >= edge : value > edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

function failBins(sentence: string): never {
  return fail(
    'dataset/bad-bins',
    sentence,
    'Write age=0,40,65,80 for bins [a,b), or ita=(10,19,28,41,55] for bins (a,b].',
  );
}
