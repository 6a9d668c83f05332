import type { MetricSpec } from './metric-spec.ts';

function bound(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '∞';
  return value === Number.NEGATIVE_INFINITY ? '−∞' : String(value);
}

function direction({ better, target }: MetricSpec): string {
  if (better !== 'target') return `${better} is better`;
  return target === null ? 'neither end is better' : `best at ${target}`;
}

const needWords: Readonly<Record<MetricSpec['needs'], string>> = {
  score: 'a score whose order counts; any scale',
  probability: 'a probability between 0 and 1',
  decision: 'a decision: a called class, grade or number, or a score with a threshold',
  'label-only': 'nothing but the reference labels',
};

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/**
 * The page of a metric in docs/methods, made from its declaration.
 *
 * @param spec the metric
 * @returns Markdown with a line feed at the end
 */
export function methodPage(spec: MetricSpec): string {
  const facts = [
    `Id: \`${spec.id}\`${spec.aliases.length > 0 ? ` (also ${spec.aliases.map((alias) => `\`${alias}\``).join(', ')})` : ''}`,
    `Range: ${bound(spec.range[0])} to ${bound(spec.range[1])}, ${direction(spec)}; unit: ${spec.unit}`,
    `Tasks: ${spec.taskTypes.join(', ')}`,
    `Needs: ${needWords[spec.needs]}`,
    `Counted over: ${spec.denominator.replaceAll('-', ' ')}`,
    `Depends on prevalence: ${spec.prevalenceDependent ? 'yes' : 'no'}`,
    spec.defaultMargin === null
      ? 'Margin for gaps between groups: none until `--margin` declares one'
      : `Margin for gaps between groups: ${spec.defaultMargin} unless \`--margin\` declares another`,
  ];
  return `# ${spec.title}

${list(facts)}

## Question

${spec.question}

## Formula

${spec.formula}

## Assumptions

${list(spec.assumptions)}

## When not to use it

${list(spec.notWhen)}

## Source

${spec.source}
`;
}
