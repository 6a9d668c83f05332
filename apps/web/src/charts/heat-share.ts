/** How strong the colour of a cell is, 0 to 1; null where it has no value. */
export function heatShare(
  value: number | null,
  [low, high]: readonly [number, number],
): number | null {
  if (value === null) return null;
  if (!(high > low)) return 0.5;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
