import type { ReactNode } from 'react';

/** The sign of taking something away; the button around it has the words. */
export function CrossMark(): ReactNode {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d="M1 1 L9 9 M9 1 L1 9" stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}

/** The sign of moving something up; the button around it has the words. */
export function UpMark(): ReactNode {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d="M5 9 V1 M1 5 L5 1 L9 5" stroke="currentColor" strokeWidth="1.6" fill="none" />
    </svg>
  );
}
