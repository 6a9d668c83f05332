/** A made-up radiograph: two dark lungs in a bright chest, with or without a round opacity. */
export interface Phantom {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
  /** Centre and radius of the opacity, pixels; null without one. */
  readonly opacity: { readonly x: number; readonly y: number; readonly radius: number } | null;
}

/** A stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= (state << 13) >>> 0;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= (state << 5) >>> 0;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}

/** Draws the phantom of a number: every third has an opacity. */
export function phantomOf(number: number, width = 320, height = 320): Phantom {
  const random = stream(number + 1);
  const samples = new Uint8Array(width * height);
  const isLeft = random() < 0.5;
  const opacity =
    number % 3 === 0
      ? {
          x: Math.round(width * (isLeft ? 0.32 : 0.68) + (random() - 0.5) * width * 0.08),
          y: Math.round(height * (0.35 + random() * 0.3)),
          radius: Math.round(width * (0.035 + random() * 0.03)),
        }
      : null;
  const lung = (x: number, y: number, centre: number): number => {
    const dx = (x - width * centre) / (width * 0.16);
    const dy = (y - height * 0.5) / (height * 0.34);
    return Math.max(0, 1 - (dx * dx + dy * dy) ** 2);
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const body = Math.max(0, 1 - (Math.abs(x - width / 2) / (width * 0.47)) ** 6);
      let value = 30 + 150 * body - 105 * (lung(x, y, 0.3) + lung(x, y, 0.7));
      value += 12 * Math.cos((y / height) * 44 + Math.abs(x - width / 2) / 30) * body;
      value += 34 * Math.exp(-(((x - width / 2) / (width * 0.05)) ** 2));
      if (opacity !== null) {
        const d = Math.hypot(x - opacity.x, y - opacity.y) / opacity.radius;
        value += 62 / (1 + Math.exp(9 * (d - 1)));
      }
      samples[y * width + x] = Math.max(0, Math.min(255, value + (random() - 0.5) * 14));
    }
  }
  return { width, height, samples, opacity };
}
