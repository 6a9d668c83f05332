import { type Answer, canonicalJson, type Shape } from '@equipoise/domain';

/** A shape without its id: what was drawn, not which stroke drew it. */
function drawn(shape: Shape): string {
  const { shapeId: _, ...rest } = shape;
  return canonicalJson(rest);
}

/**
 * An answer as one text: equal texts are equal answers, whatever the confidence. "Ungradable" is one answer with any
 * reason, "nothing found" is one of its own.
 */
export function answerKey(answer: Answer): string {
  if (answer.outcome !== 'answered') return answer.outcome;
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return `is ${JSON.stringify(value.value)}`;
    case 'multi':
      return `has ${JSON.stringify(value.values)}`;
    case 'number':
      return `is ${value.value}`;
    case 'text':
      return `says ${JSON.stringify(value.text.trim())}`;
    case 'shapes':
      return `draws ${value.shapes.map(drawn).sort().join(' ')}`;
    default:
      return value satisfies never;
  }
}
