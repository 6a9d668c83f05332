/**
 * The largest part of a mask that hangs together by sides, with its small holes filled: those that make up less than
 * a twentieth of it.
 *
 * @param mask 1 for the object
 * @param width pixels of a row
 * @param height rows
 * @returns a new mask; null when it is empty
 */
export function mainPart(mask: Uint8Array, width: number, height: number): Uint8Array | null {
  const parts = partsOf(mask, width, height, 1);
  const [largest] = [...parts].sort((a, b) => b.pixels.length - a.pixels.length);
  if (!largest) return null;
  const out = new Uint8Array(mask.length);
  for (const at of largest.pixels) out[at] = 1;
  for (const hole of partsOf(out, width, height, 0)) {
    if (hole.touchesRim || hole.pixels.length * 20 >= largest.pixels.length) continue;
    for (const at of hole.pixels) out[at] = 1;
  }
  return out;
}

interface MaskPart {
  readonly pixels: readonly number[];
  readonly touchesRim: boolean;
}

function partsOf(mask: Uint8Array, width: number, height: number, value: 0 | 1): MaskPart[] {
  const seen = new Uint8Array(mask.length);
  const parts: MaskPart[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== value || seen[start] === 1) continue;
    const pixels = [start];
    seen[start] = 1;
    let touchesRim = false;
    const visit = (at: number): void => {
      if (mask[at] !== value || seen[at] === 1) return;
      seen[at] = 1;
      pixels.push(at);
    };
    // Grows while it is gone through.
    for (const at of pixels) {
      const x = at % width;
      if (x > 0) visit(at - 1);
      if (x + 1 < width) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at + width < mask.length) visit(at + width);
      touchesRim ||= x === 0 || x + 1 === width || at < width || at + width >= width * height;
    }
    parts.push({ pixels, touchesRim });
  }
  return parts;
}
