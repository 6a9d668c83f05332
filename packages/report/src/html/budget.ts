import type { Markup } from './markup.ts';
import { raw } from './markup.ts';

/** A part of the page that may be left out where the page would grow too large. */
interface Part {
  readonly priority: number;
  readonly make: () => Markup;
  readonly fallback: Markup;
}

/** Collects parts and later fills their places, most wanted first, until the room is used up. */
export interface Budget {
  /** Takes a part and gives its place holder. Lower numbers are kept first. */
  readonly part: (priority: number, make: () => Markup, fallback: Markup) => Markup;
  /** Fills the places in a page. */
  readonly fill: (page: string) => string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no text of a page can hold the character, so it marks places safely
const place = /\u0000(\d+)\u0000/g;

/**
 * A budget in bytes for a whole page.
 *
 * @param limit bytes, UTF-8
 */
export function budget(limit: number): Budget {
  const parts: Part[] = [];
  return {
    part(priority, make, fallback) {
      parts.push({ priority, make, fallback });
      return raw(`\u0000${parts.length - 1}\u0000`);
    },
    fill(page) {
      const encoder = new TextEncoder();
      const size = (text: string): number => encoder.encode(text).length;
      let used = size(page) + parts.reduce((sum, part) => sum + size(part.fallback.html), 0);
      const filled: string[] = parts.map((part) => part.fallback.html);
      const order = parts
        .map((_, at) => at)
        .sort((a, b) => parts[a]!.priority - parts[b]!.priority || a - b);
      for (const at of order) {
        const part = parts[at]!;
        // Once the room is nearly gone nothing more is drawn, so time is bounded too.
        if (used > limit * 0.995) break;
        const made = part.make().html;
        const grown = used + size(made) - size(part.fallback.html);
        if (grown > limit) continue;
        used = grown;
        filled[at] = made;
      }
      return page.replace(place, (_, at: string) => filled[Number(at)] ?? '');
    },
  };
}
