import type { ServerMessage } from '@equipoise/domain/commands';
import type { Steps, StoreWorld } from '@equipoise/store';

/** Who started a command: where it speaks, and how it is told to stop. */
export interface Operator {
  readonly world: StoreWorld;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly out: (text: string) => void;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Progress of a long piece of work, and whether it was asked to stop. */
  readonly steps: Steps;
  /** Tells whoever started the process, where there is a channel. */
  readonly send: (message: ServerMessage) => void;
}
