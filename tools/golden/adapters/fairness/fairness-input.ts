import { encodeGroups, type GroupCodes, type Value } from '@equipoise/stats';
import type { Input } from '../input.ts';

// The case files fix the types of their fields (README of the golden values), so casts here are reads.

/** A list of numbers. */
export const numbers = (input: Input, key: string): number[] => input[key] as number[];

/** A table of numbers, row by row. */
export const matrix = (input: Input, key: string): number[][] => input[key] as number[][];

/** A number, or the standard one where the case names none. */
export const number = (input: Input, key: string, standard?: number): number =>
  (input[key] as number | undefined) ?? standard ?? Number.NaN;

/** The groups of the rows. */
export const groupsOf = (input: Input, key = 'group'): GroupCodes =>
  encodeGroups(input[key] as (string | number | null)[]);

/** The weights of the rows, where the case has any. */
export const weightsOf = (input: Input): number[] | undefined =>
  input['weight'] as number[] | undefined;

/** A value as the golden files write it. */
export const numberOrNull = (x: Value): number | null => x.value;

/** An object with one entry per label. */
export function keyed<T>(labels: readonly string[], make: (place: number) => T): Record<string, T> {
  return Object.fromEntries(labels.map((label, place) => [label, make(place)]));
}
