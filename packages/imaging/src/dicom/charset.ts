/** One character set of DICOM: how its bytes are read. */
type Reader = (bytes: Uint8Array) => string;

const decoders = new Map<string, TextDecoder>();

function decode(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (!decoder) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}

const latin1: Reader = (bytes) => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

function by(label: string): Reader {
  return (bytes) => decode(label, bytes);
}

/** Two-byte sets reached by an escape: the bytes are moved to where the web's decoders expect them. */
function raised(label: string, before: readonly number[] = []): Reader {
  return (bytes) => {
    const out: number[] = [];
    for (let i = 0; i < bytes.length; i += 2) {
      out.push(...before, bytes[i]! | 0x80, (bytes[i + 1] ?? 0x20) | 0x80);
    }
    return decode(label, Uint8Array.from(out));
  };
}

const romaji: Reader = (bytes) => latin1(bytes).replaceAll('\\', '¥').replaceAll('~', '‾');
const katakana: Reader = (bytes) =>
  decode(
    'shift_jis',
    Uint8Array.from(bytes, (b) => b | 0x80),
  );

/** Whole-value sets and defaults, by defined term without `ISO 2022` or `ISO_IR`. */
const single: Readonly<Record<string, Reader>> = {
  '6': latin1,
  '13': (bytes) => decode('shift_jis', bytes),
  '100': latin1,
  '101': by('iso-8859-2'),
  '109': by('iso-8859-3'),
  '110': by('iso-8859-4'),
  '126': by('iso-8859-7'),
  '127': by('iso-8859-6'),
  '138': by('iso-8859-8'),
  '144': by('iso-8859-5'),
  '148': by('windows-1254'),
  '149': by('euc-kr'),
  '58': by('gb18030'),
  '166': by('windows-874'),
  '192': by('utf-8'),
  '203': by('iso-8859-15'),
};

/** Escape sequences (after ESC) and what they put into the lower or upper half (PS3.3 C.12.1.1.2). */
const escapes: readonly (readonly [string, 'low' | 'high', Reader])[] = [
  ['(B', 'low', latin1],
  ['(J', 'low', romaji],
  [')I', 'high', katakana],
  ['-A', 'high', latin1],
  ['-B', 'high', by('iso-8859-2')],
  ['-C', 'high', by('iso-8859-3')],
  ['-D', 'high', by('iso-8859-4')],
  ['-F', 'high', by('iso-8859-7')],
  ['-G', 'high', by('iso-8859-6')],
  ['-H', 'high', by('iso-8859-8')],
  ['-L', 'high', by('iso-8859-5')],
  ['-M', 'high', by('windows-1254')],
  ['-T', 'high', by('windows-874')],
  ['-b', 'high', by('iso-8859-15')],
  ['$B', 'low', raised('euc-jp')],
  ['$@', 'low', raised('euc-jp')],
  ['$(D', 'low', raised('euc-jp', [0x8f])],
  ['$)C', 'high', by('euc-kr')],
  ['$)A', 'high', by('gb18030')],
];

/**
 * Reads the bytes of a text by its character sets.
 *
 * @param bytes value as it stands in the file
 * @param terms Specific Character Set (0008,0005), in order; unknown terms count as Latin-1
 * @see DICOM PS3.3 C.12.1.1.2, PS3.5 section 6.1 and annexes H to K
 */
export function decodeText(bytes: Uint8Array, terms: readonly string[]): string {
  const first = (terms[0] ?? '').trim().toUpperCase();
  if (first === 'GB18030') return decode('gb18030', bytes);
  if (first === 'GBK') return decode('gbk', bytes);
  const initial = readerOf(first);
  const isExtended = terms.length > 1 || first.startsWith('ISO 2022');
  if (!isExtended || !bytes.includes(0x1b)) return initial(bytes);
  return decodeExtended(bytes, initial);
}

function readerOf(term: string): Reader {
  const number = /(\d+)$/.exec(term)?.[1];
  return (number === undefined ? undefined : single[number]) ?? latin1;
}

function decodeExtended(bytes: Uint8Array, initial: Reader): string {
  let low: Reader = initial;
  let high: Reader = initial;
  let text = '';
  let from = 0;
  const flush = (to: number): void => {
    if (to > from) text += decodeRun(bytes.subarray(from, to), low, high);
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const isTwoByte = low !== initial && low !== latin1 && low !== romaji;
    const ends = byte === 0x0a || byte === 0x0d || byte === 0x0c || byte === 0x09;
    const parts = !isTwoByte && (byte === 0x5e || byte === 0x3d || byte === 0x5c);
    if (ends || parts) {
      flush(i);
      text += String.fromCharCode(byte);
      low = initial;
      high = initial;
      from = i + 1;
    } else if (byte === 0x1b) {
      flush(i);
      const found = escapes.find(([letters]) => startsWith(bytes, i + 1, letters));
      if (found?.[1] === 'low') low = found[2];
      else if (found) high = found[2];
      i += found?.[0].length ?? 0;
      from = i + 1;
    }
  }
  flush(bytes.length);
  return text;
}

/** Reads a run without escapes, byte halves by their own sets. */
function decodeRun(bytes: Uint8Array, low: Reader, high: Reader): string {
  let text = '';
  let from = 0;
  for (let i = 1; i <= bytes.length; i++) {
    if (i < bytes.length && bytes[i]! >>> 7 === bytes[from]! >>> 7) continue;
    const part = bytes.subarray(from, i);
    text += bytes[from]! < 0x80 ? low(part) : high(part);
    from = i;
  }
  return text;
}

function startsWith(bytes: Uint8Array, at: number, letters: string): boolean {
  for (let i = 0; i < letters.length; i++) {
    if (bytes[at + i] !== letters.charCodeAt(i)) return false;
  }
  return true;
}
