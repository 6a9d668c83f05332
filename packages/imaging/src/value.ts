/** A number, or the reason why there is none. A measure without a value is never NaN, 0 or 1 by custom. */
export type Value =
  | { readonly value: number; readonly reason?: undefined }
  | { readonly value: null; readonly reason: string };

/** Wraps a number that exists. */
export function some(value: number): Value {
  return { value };
}

/** States that there is no value, and why (a kebab-case reason such as `prediction-empty`). */
export function none(reason: string): Value {
  return { value: null, reason };
}
