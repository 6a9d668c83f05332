import type { ProtocolCase } from '@equipoise/domain';

/** Strata of the cases and the values of each, in the order they occur. */
export function strataOf(cases: readonly ProtocolCase[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { strata } of cases) {
    for (const [name, value] of Object.entries(strata)) {
      const values = found.get(name);
      if (values === undefined) found.set(name, new Set([value]));
      else values.add(value);
    }
  }
  return new Map([...found].map(([name, values]) => [name, [...values]]));
}
