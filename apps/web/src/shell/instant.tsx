import type { ReactNode } from 'react';
import { showInstant } from './instants.ts';

/** An instant in local time with its zone; the title holds it in UTC. */
export function Instant({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} title={at}>
      {showInstant(at)}
    </time>
  );
}
