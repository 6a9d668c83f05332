/**
 * A copy of plain data whose typed arrays lie in shared memory, so that posting it to a worker copies none.
 *
 * @param value objects, arrays, typed arrays and primitives
 * @returns the same shape; empty typed arrays stay as they are
 */
export function share<T>(value: T): T {
  // Every branch rebuilds what it was given, so the shape, and with it the type, is kept.
  return shareUnknown(value, new Map()) as T;
}

type Numbers = Int32Array | Float64Array | Uint8Array | Uint16Array;

function shareUnknown(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const copy = isNumbers(value)
    ? shareNumbers(value)
    : Array.isArray(value)
      ? value.map((entry) => shareUnknown(entry, seen))
      : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shareUnknown(v, seen)]));
  seen.set(value, copy);
  return copy;
}

function isNumbers(value: object): value is Numbers {
  return (
    value instanceof Int32Array ||
    value instanceof Float64Array ||
    value instanceof Uint8Array ||
    value instanceof Uint16Array
  );
}

function shareNumbers(values: Numbers): Numbers {
  if (values.length === 0 || values.buffer instanceof SharedArrayBuffer) return values;
  const copy = inMemory(values, new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function inMemory(values: Numbers, memory: SharedArrayBuffer): Numbers {
  if (values instanceof Int32Array) return new Int32Array(memory);
  if (values instanceof Float64Array) return new Float64Array(memory);
  return values instanceof Uint16Array ? new Uint16Array(memory) : new Uint8Array(memory);
}
