/** A row of a report that was chosen: which cases it counts. */
export interface ChosenCell {
  /** Attribute and level pairs; none: everyone. */
  readonly slice: readonly (readonly [string, string])[];
  /** Metric of the cell; empty where the row has several. */
  readonly metric: string;
  /** Task and model; empty where the report has one. */
  readonly task: string;
  readonly model: string;
}

/** What the report is told so that its rows can be chosen. */
export const askCases: { readonly kind: string } = { kind: 'equipoise/ask-cases' };

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2000;
}

/** A message of the report; null for any other. The report has no rights here, so nothing of it is taken on trust. */
export function readMessage(data: unknown): ChosenCell | null {
  if (typeof data !== 'object' || data === null) return null;
  const said = data as Readonly<Record<string, unknown>>; // looked at key by key
  const { kind, slice, metric, task, model } = said;
  if (kind !== 'equipoise/cases' || !Array.isArray(slice) || slice.length > 20) return null;
  if (!isText(metric) || !isText(task) || !isText(model)) return null;
  const pairs: [string, string][] = [];
  for (const pair of slice as readonly unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [name, level] = pair as readonly unknown[];
    if (!isText(name) || !isText(level)) return null;
    pairs.push([name, level]);
  }
  return { slice: pairs, metric, task, model };
}
