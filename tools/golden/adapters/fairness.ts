/** Library calls behind the golden functions of group fairness. */
export const fairnessAdapters: Record<string, (input: Record<string, unknown>) => unknown> = {};
