/** Powers of the generator 2 of GF(256) modulo x⁸ + x⁴ + x³ + x² + 1, and their logarithms. */
const power = new Uint8Array(255);
const logarithm = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i += 1) {
  power[i] = value;
  logarithm[value] = i;
  value <<= 1;
  if (value > 255) value ^= 0x11d;
}

/** A product in GF(256). */
export function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : power[(logarithm[a]! + logarithm[b]!) % 255]!;
}

/** Coefficients of (x − 2⁰)(x − 2¹)…, highest first, without the leading 1. */
function generator(degree: number): Uint8Array {
  let poly = new Uint8Array([1]);
  for (let i = 0; i < degree; i += 1) {
    const next = new Uint8Array(poly.length + 1);
    for (let k = 0; k < poly.length; k += 1) {
      next[k] = next[k]! ^ poly[k]!;
      next[k + 1] = next[k + 1]! ^ multiply(poly[k]!, power[i]!);
    }
    poly = next;
  }
  return poly.slice(1);
}

/**
 * The codewords that let a reader mend a block: what remains of its data divided by the generator.
 *
 * @param count how many
 * @see ISO/IEC 18004:2015, 7.5.2
 */
export function mendingWords(data: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count);
  const rest = new Uint8Array(count);
  for (const word of data) {
    const factor = word ^ rest[0]!;
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (let i = 0; i < count; i += 1) rest[i] = rest[i]! ^ multiply(divisor[i]!, factor);
  }
  return rest;
}
