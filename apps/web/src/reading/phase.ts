import type { Next } from './ahead.ts';
import type { CaseAtWork } from './case-at-work.ts';
import type { Task } from './case-options.ts';
import type { HandedIn } from './hand-in.ts';

/** What is before the reader. */
export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly error: unknown }
  | { readonly kind: 'instructions' }
  | { readonly kind: 'start'; readonly task: Task }
  | { readonly kind: 'case'; readonly work: CaseAtWork }
  | {
      readonly kind: 'feedback';
      readonly work: CaseAtWork;
      readonly feedback: NonNullable<HandedIn['feedback']>;
    }
  /** Handed in, but the server does not answer. */
  | { readonly kind: 'away' }
  | { readonly kind: 'break'; readonly minutes: number }
  | { readonly kind: 'pause'; readonly next: Exclude<Next, { kind: 'task' }> };
