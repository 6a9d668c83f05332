/** Part of a text that stayed, came or went. */
export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** More words than this are compared line by line. */
const mostWords = 1500;

/**
 * What changed between two texts, word by word: a longest common subsequence.
 *
 * @param before the text before
 * @param after the text after
 * @returns parts in order; those that stayed or came make the text after
 */
export function diffTexts(before: string, after: string): DiffPart[] {
  const isLong = before.length + after.length > 6 * mostWords;
  const cut = (text: string): string[] =>
    text === '' ? [] : (text.match(isLong ? /[^\n]*\n|[^\n]+/g : /\s+|[^\s]+/g) ?? []);
  const [a, b] = [cut(before), cut(after)];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const parts: DiffPart[] = [];
  const add = (kind: DiffPart['kind'], text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
    else parts.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i]!);
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      add('removed', a[i]!);
      i += 1;
    } else {
      add('added', b[j]!);
      j += 1;
    }
  }
  return parts;
}
