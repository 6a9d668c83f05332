import { fetchBoxMask } from '@equipoise/web/stage';
import { type LazyExoticComponent, lazy, type ReactNode } from 'react';
import type { CardDialog as Card } from './card-dialog.tsx';
import type { ConflictDialog as Conflict } from './conflict-dialog.tsx';
import type { FeedbackView as Feedback } from './feedback-view.tsx';
import type { KeysDialog as Keys } from './keys-dialog.tsx';
import type { MessageDialog as Message } from './message-dialog.tsx';
import type { SignInDialog as SignIn } from './sign-in-dialog.tsx';

type Part<P> = (props: P) => ReactNode;
type Late<C extends (props: never) => ReactNode> = LazyExoticComponent<Part<Parameters<C>[0]>>;
const fetches: (() => Promise<unknown>)[] = [fetchBoxMask];

/** A part that is fetched when it is first shown, or when there is time. */
function late<P>(fetch: () => Promise<Part<P>>): LazyExoticComponent<Part<P>> {
  fetches.push(fetch);
  return lazy(async () => ({ default: await fetch() }));
}

/** Instructions of a question. */
export const CardDialog: Late<typeof Card> = late(
  async () => (await import('./card-dialog.tsx')).CardDialog,
);
/** Two versions of a case. */
export const ConflictDialog: Late<typeof Conflict> = late(
  async () => (await import('./conflict-dialog.tsx')).ConflictDialog,
);
/** The known answer after a training case. */
export const FeedbackView: Late<typeof Feedback> = late(
  async () => (await import('./feedback-view.tsx')).FeedbackView,
);
/** All keys. */
export const KeysDialog: Late<typeof Keys> = late(
  async () => (await import('./keys-dialog.tsx')).KeysDialog,
);
/** A message to the lead. */
export const MessageDialog: Late<typeof Message> = late(
  async () => (await import('./message-dialog.tsx')).MessageDialog,
);
/** Signing in again. */
export const SignInDialog: Late<typeof SignIn> = late(
  async () => (await import('./sign-in-dialog.tsx')).SignInDialog,
);

/** Fetches these parts once there is time, so that they open without a network too. */
export function fetchDialogs(): () => void {
  const timer = setTimeout(() => {
    for (const one of fetches) void one().catch(() => undefined);
  }, 2000);
  return () => clearTimeout(timer);
}
