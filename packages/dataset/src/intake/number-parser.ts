/** Powers of ten that a double holds exactly. */
const exactPowers: Float64Array = Float64Array.from({ length: 23 }, (_, index) =>
  Number(`1e${index}`),
);
const splitter = 134_217_729; // 2^27 + 1, Dekker's splitting constant
const tolerance = 3.1554436208840472e-30; // 2^-98, far above the error of the double-double quotient below
const decoder = new TextDecoder('latin1');

/**
 * Reads decimal numbers from bytes, correctly rounded.
 *
 * Up to 15 digits take the exact route of Clinger 1990 (doi:10.1145/93542.93557); up to 19 digits
 * a double-double quotient (Dekker 1971, doi:10.1007/BF01397083) decides unless the rounding is too
 * close to call; everything else goes through the language's own conversion.
 */
export class NumberParser {
  /**
   * True when the last number would not survive a round trip as text that is an id: leading zeros, or a
   * whole number beyond 2^53.
   */
  strange = false;

  /**
   * Parses one cell.
   *
   * @param bytes the buffer
   * @param start first byte of the cell
   * @param end one past its last byte
   * @param decimal byte of the decimal mark, 46 (.) or 44 (,)
   * @returns the number, ±Infinity for inf, -inf, Infinity; NaN when the cell is no number
   */
  parse(bytes: Uint8Array, start: number, end: number, decimal: number): number {
    let p = start;
    let last = end;
    while (p < last && isSpace(bytes[p]!)) p += 1;
    while (last > p && isSpace(bytes[last - 1]!)) last -= 1;
    this.strange = false;
    const first = p;
    let negative = false;
    let c = p < last ? bytes[p]! : 0;
    if (c === 45 || c === 43) {
      negative = c === 45;
      p += 1;
      c = p < last ? bytes[p]! : 0;
    }
    if (c !== decimal && (c < 48 || c > 57)) return parseInfinity(bytes, p, last, negative);

    const digitsStart = p;
    let head = 0; // the first 15 significant digits
    let tail = 0; // up to 4 more
    let headDigits = 0;
    let tailDigits = 0;
    let digits = 0;
    let dropped = false;
    while (p < last) {
      const digit = bytes[p]! - 48;
      if (digit < 0 || digit > 9) break;
      if (headDigits < 15) {
        head = head * 10 + digit;
        if (head !== 0) headDigits += 1;
      } else if (tailDigits < 4) {
        tail = tail * 10 + digit;
        tailDigits += 1;
      } else dropped = true;
      digits += 1;
      p += 1;
    }
    const wholeDigits = digits;
    if (wholeDigits > 1 && bytes[digitsStart] === 48) this.strange = true;
    let scale = 0;
    let whole = true;
    if (p < last && bytes[p] === decimal) {
      whole = false;
      p += 1;
      while (p < last) {
        const digit = bytes[p]! - 48;
        if (digit < 0 || digit > 9) break;
        if (headDigits < 15) {
          head = head * 10 + digit;
          if (head !== 0) headDigits += 1;
        } else if (tailDigits < 4) {
          tail = tail * 10 + digit;
          tailDigits += 1;
        } else dropped = true;
        scale += 1;
        digits += 1;
        p += 1;
      }
    }
    if (digits === 0) return Number.NaN;
    let exponent = 0;
    if (p < last && (bytes[p] === 101 || bytes[p] === 69)) {
      whole = false;
      p += 1;
      let negativeExponent = false;
      if (p < last && (bytes[p] === 45 || bytes[p] === 43)) {
        negativeExponent = bytes[p] === 45;
        p += 1;
      }
      const exponentStart = p;
      while (p < last) {
        const digit = bytes[p]! - 48;
        if (digit < 0 || digit > 9) break;
        if (exponent < 100_000) exponent = exponent * 10 + digit;
        p += 1;
      }
      if (p === exponentStart) return Number.NaN;
      if (negativeExponent) exponent = -exponent;
    }
    if (p !== last) return Number.NaN;

    const power = exponent - scale;
    let magnitude = -1;
    if (!dropped) {
      if (tailDigits === 0) {
        if (power >= 0 && power <= 22) magnitude = head * exactPowers[power]!;
        else if (power < 0 && power >= -22) magnitude = head / exactPowers[-power]!;
      } else if (power <= 0 && power >= -22) {
        magnitude = quotient(head, exactPowers[tailDigits]!, tail, exactPowers[-power]!);
      }
    }
    if (magnitude < 0) {
      const text = decoder.decode(bytes.subarray(first, last));
      magnitude = Math.abs(Number(decimal === 46 ? text : text.replace(',', '.')));
    }
    if (whole && magnitude > Number.MAX_SAFE_INTEGER) this.strange = true;
    return negative ? -magnitude : magnitude;
  }
}

/** (head × factor + tail) / divisor, correctly rounded; −1 when too close to a tie to decide. */
function quotient(head: number, factor: number, tail: number, divisor: number): number {
  const product = head * factor;
  const sum = product + tail;
  const back = sum - product;
  const low = productError(head, factor, product) + (product - (sum - back) + (tail - back));
  const first = sum / divisor;
  const exact = first * divisor;
  const rest = sum - exact - productError(first, divisor, exact) + low;
  const second = rest / divisor;
  const slack = first * tolerance;
  const result = first + (second + slack);
  return result === first + (second - slack) ? result : -1;
}

/** What rounding took from a × b = product. */
function productError(a: number, b: number, product: number): number {
  const wideA = splitter * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = splitter * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** True for a space, a tab or a no-break remainder that may stand around a number. */
function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9;
}

function parseInfinity(bytes: Uint8Array, start: number, end: number, negative: boolean): number {
  const length = end - start;
  if (length !== 3 && length !== 8) return Number.NaN;
  const word = length === 3 ? 'inf' : 'infinity';
  for (let i = 0; i < length; i += 1) {
    if ((bytes[start + i]! | 32) !== word.charCodeAt(i)) return Number.NaN;
  }
  return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
