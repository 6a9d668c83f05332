import { fail } from '../errors.ts';

/** The only row of a query by key. @throws store/not-found */
export function one<Row>(rows: readonly Row[], what: string): Row {
  return rows[0] ?? fail('store/not-found', `there is no such ${what}.`, 'Check the id.');
}

/** The first row, or null. */
export function maybe<Row>(rows: readonly Row[]): Row | null {
  return rows[0] ?? null;
}
