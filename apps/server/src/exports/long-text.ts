/** A text that may be longer than a string can be. */
export interface LongText {
  readonly add: (part: string) => void;
  /** All of it in UTF-8. */
  readonly bytes: () => Uint8Array;
}

const flushAt = 4_000_000;

/** An empty text to add to. */
export function longText(): LongText {
  const done: Buffer[] = [];
  let parts: string[] = [];
  let length = 0;
  const flush = (): void => {
    done.push(Buffer.from(parts.join(''), 'utf8'));
    parts = [];
    length = 0;
  };
  return {
    add(part) {
      parts.push(part);
      length += part.length;
      if (length > flushAt) flush();
    },
    bytes() {
      flush();
      return Buffer.concat(done);
    },
  };
}
