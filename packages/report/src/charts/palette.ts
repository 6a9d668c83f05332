import type { AuditDocument } from '@equipoise/domain';
import { isOverall } from '../words.ts';

/**
 * Colours by name, light and dark. The eight series colours are those of Okabe and Ito, darkened
 * (light page) or lightened (dark page) where the contrast would fall below 3 to 1.
 */
export const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ink: ['#1b1f24', '#e8eaed'],
  muted: ['#545b64', '#a9b1bb'],
  line: ['#c9ced6', '#444c56'],
  band: ['#e3e9f1', '#2b3542'],
  page: ['#ffffff', '#14181d'],
  c1: ['#0072b2', '#56b4e9'],
  c2: ['#c25100', '#f0893e'],
  c3: ['#00795a', '#2fc79b'],
  c4: ['#a8497f', '#e29ac4'],
  c5: ['#8a6d00', '#f0e442'],
  c6: ['#2a7fb8', '#8fd0f5'],
  c7: ['#4d4d4d', '#bdbdbd'],
  c8: ['#6b3fa0', '#b794e6'],
  good: ['#0072b2', '#56b4e9'],
  bad: ['#b34700', '#f0893e'],
};

/** How one level is drawn: colour, dash and shape, so that no colour carries meaning alone. */
export interface LevelStyle {
  readonly colour: string;
  readonly dash: string;
  readonly symbol:
    | 'circle'
    | 'square'
    | 'triangle'
    | 'diamond'
    | 'star'
    | 'cross'
    | 'wye'
    | 'times';
  readonly width: number;
}

const dashes = ['none', '7 3', '2 3', '8 3 2 3', '12 4', '4 2', '1 4', '10 3 2 3 2 3'];
const symbols = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'star',
  'cross',
  'wye',
  'times',
] as const;

/** How many levels one chart draws; more go to the table. */
export const levelsDrawn = 8;

/** Style of a level: by its place among the levels of its attribute. */
export function levelStyle(index: number): LevelStyle {
  const at = index % levelsDrawn;
  return {
    colour: `var(--c${at + 1})`,
    dash: dashes[at]!,
    symbol: symbols[at]!,
    width: 1.75,
  };
}

const overallStyle: LevelStyle = {
  colour: 'var(--ink)',
  dash: 'none',
  symbol: 'circle',
  width: 2.25,
};

/** Styles for the levels of one chart; a level keeps its style in every chart of its attribute. */
export function levelStyles(
  document: AuditDocument,
  attribute: string | null,
  levels: readonly string[],
): ReadonlyMap<string, LevelStyle> {
  const declared =
    document.declared.attributes.find((entry) => entry.name === attribute)?.levels ?? [];
  const order = [...declared, ...levels.filter((level) => !declared.includes(level))].filter(
    (level) => !isOverall(level),
  );
  return new Map(
    levels.map((level) => [
      level,
      isOverall(level) ? overallStyle : levelStyle(Math.max(0, order.indexOf(level))),
    ]),
  );
}

/** Replaces colour names by the light colours, for files that stand alone. */
export function withLightColours(svg: string): string {
  return svg.replace(/var\(--([a-z0-9]+)\)/g, (whole, name: string) => colours[name]?.[0] ?? whole);
}
