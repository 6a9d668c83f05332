/** The decoded input of a case. */
export type Input = Record<string, unknown>;

/** A list of numbers; anything else in it becomes NaN. */
export function list(input: Input, name: string): Float64Array {
  const value = input[name];
  if (!Array.isArray(value)) throw new Error(`input ${name} is no list`);
  return Float64Array.from(value, (entry: unknown) =>
    typeof entry === 'number' ? entry : Number.NaN,
  );
}

/** A number. */
export function number(input: Input, name: string): number {
  const value = input[name];
  if (typeof value !== 'number') throw new Error(`input ${name} is no number`);
  return value;
}

/** Columns of a matrix given as rows. */
export function columns(input: Input, name: string): Float64Array[] {
  const rows = input[name];
  if (!Array.isArray(rows)) throw new Error(`input ${name} is no matrix`);
  const matrix = rows as readonly (readonly number[])[];
  return (matrix[0] ?? []).map((_, k) => Float64Array.from(matrix, (row) => row[k] ?? Number.NaN));
}

/** A list of numbers, or nothing where the field is absent. */
export function optional(input: Input, name: string): Float64Array | undefined {
  return input[name] === undefined || input[name] === null ? undefined : list(input, name);
}

const ROW_FIELDS = [
  ['y', 'score', 'scoreA', 'scoreB', 'weight', 'cluster', 'pred', 'proba', 'conf'],
  ['yA', 'scoreA'],
  ['yB', 'scoreB'],
];

/** The input without the rows in which a field that runs over rows is null: a missing value leaves its row out. */
export function withoutMissingRows(input: Input): Input {
  const out: Input = { ...input };
  for (const fields of ROW_FIELDS) {
    const label = out[fields[0] ?? ''];
    if (!Array.isArray(label)) continue;
    const used = fields.filter((name) => Array.isArray(out[name]));
    const lists = used.map((name) => out[name] as unknown[]);
    const complete = label.map((_, i) => lists.every((values) => values[i] !== null));
    if (complete.every((isComplete) => isComplete)) continue;
    used.forEach((name, k) => {
      out[name] = (lists[k] ?? []).filter((_, i) => complete[i]);
    });
  }
  return out;
}
