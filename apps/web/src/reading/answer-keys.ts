const storedAs = 'equipoise-answer-keys';

/** Keys that a reader gave to answers: by question, then by value of the option or label. */
export type AnswerKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The keys of answers as this reader has set them in this browser. */
export function answerKeys(): AnswerKeys {
  try {
    // Whoever reads a key looks whether it is one.
    return Object(JSON.parse(localStorage.getItem(storedAs) ?? '{}')) as AnswerKeys;
  } catch {
    return {};
  }
}

/** Stores them; null: as the study has them. */
export function storeAnswerKeys(keys: AnswerKeys | null): void {
  if (keys === null) localStorage.removeItem(storedAs);
  else localStorage.setItem(storedAs, JSON.stringify(keys));
}
