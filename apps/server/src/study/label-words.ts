import type { Answer } from '@equipoise/domain';

/** The words of a label, for lists; null stayed unresolved. */
export function labelWords(answer: Answer | null): string {
  if (answer === null) return 'unresolved';
  if (answer.outcome !== 'answered') return answer.outcome;
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return value.value;
    case 'multi':
      return value.values.join(', ');
    case 'number':
      return String(value.value);
    case 'text':
      return value.text;
    case 'shapes':
      return `${value.shapes.length} drawn`;
    default:
      return value satisfies never;
  }
}
