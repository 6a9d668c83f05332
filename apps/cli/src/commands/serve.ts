import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise serve`: the reading room on this machine. */
export const serveCommand: CommandSpec = serverCommand('serve');
