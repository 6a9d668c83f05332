import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstructions } from '../../src/reading/compare-instructions.ts';
import { diffTexts } from '../../src/reading/text-diff.ts';

describe('what changed in instructions', () => {
  it('is told word by word', () => {
    expect(diffTexts('a round edge', 'a sharp edge')).toEqual([
      { kind: 'same', text: 'a ' },
      { kind: 'removed', text: 'round' },
      { kind: 'added', text: 'sharp' },
      { kind: 'same', text: ' edge' },
    ]);
  });

  it('the parts make both texts again', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'word '), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (x, y) => {
        const [before, after] = [x.join(''), y.join('')];
        const parts = diffTexts(before, after);
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
      }),
    );
  });

  it('names labels that came, went, or got other pictures, and nothing that stayed', () => {
    const label = (name: string, text: string, pictures: number) => ({
      questionId: 'q',
      label: name,
      text,
      examples: Array.from({ length: pictures }, (_, frame) => ({
        imageId: 'i',
        frame,
        kind: 'positive' as const,
        caption: '',
        crop: null,
      })),
    });
    const before = { text: 'x', labels: [label('a', 'A', 1), label('b', 'B', 1)] };
    const after = { text: 'x', labels: [label('a', 'A', 2), label('c', 'C', 0)] };
    expect(compareInstructions(before, before)).toEqual([]);
    expect(compareInstructions(before, after).map(({ label: name, kind }) => [name, kind])).toEqual(
      [
        ['a', 'changed'],
        ['c', 'added'],
        ['b', 'removed'],
      ],
    );
  });
});
