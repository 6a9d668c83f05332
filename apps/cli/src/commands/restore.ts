import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise restore`: a backup as a reading room again. */
export const restoreCommand: CommandSpec = serverCommand('restore');
