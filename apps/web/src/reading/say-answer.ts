import type { Answer, Question } from '@equipoise/domain';
import { readingWords as words } from '../words/reading.ts';
import { choicesOf } from './question-keys.ts';

/** Text of an option or label. */
export function optionText(question: Question, value: string): string {
  return choicesOf(question).find((option) => option.value === value)?.text ?? value;
}

/** A confidence in the words of its scale. */
export function confidenceText(question: Question, confidence: number): string {
  const scale = question.confidence;
  return scale?.kind === 'steps'
    ? (scale.labels[confidence] ?? String(confidence))
    : words.percent(confidence);
}

/** The option or label that an answer names, of several the last; null where it names none. */
export function chosenValue(answer: Answer | undefined): string | null {
  if (answer?.outcome !== 'answered') return null;
  const { value } = answer;
  if (value.kind === 'single' || value.kind === 'ordinal') return value.value;
  if (value.kind === 'multi') return value.values.at(-1) ?? null;
  return value.kind === 'shapes' ? (value.shapes.at(-1)?.label ?? null) : null;
}

/** An answer in words. */
export function sayAnswer(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return words.says.none;
  if (answer.outcome === 'ungradable') {
    const reason = question.ungradable.find(({ value }) => value === answer.reason);
    const note = answer.note === '' ? '' : ` (${answer.note})`;
    return words.says.ungradable(`${reason?.text ?? answer.reason}${note}`);
  }
  const sure =
    answer.confidence === null
      ? ''
      : ` ${words.says.sure(confidenceText(question, answer.confidence))}`;
  if (answer.outcome === 'nothing-found') return `${words.says.nothing}${sure}`;
  return `${valueText(question, answer)}${sure}`;
}

function valueText(question: Question, answer: Extract<Answer, { outcome: 'answered' }>): string {
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return optionText(question, value.value);
    case 'multi':
      return value.values.map((one) => optionText(question, one)).join(', ');
    case 'number':
      return `${value.value}${question.kind === 'number' && question.unit !== '' ? ` ${question.unit}` : ''}`;
    case 'text':
      return value.text;
    case 'shapes': {
      const counts = new Map<string, number>();
      for (const { label } of value.shapes) counts.set(label, (counts.get(label) ?? 0) + 1);
      return [...counts]
        .map(([label, count]) => words.says.shapes(count, optionText(question, label)))
        .join(', ');
    }
    default:
      return value satisfies never;
  }
}
