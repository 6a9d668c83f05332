import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise backup`: the reading room as a folder of files. */
export const backupCommand: CommandSpec = serverCommand('backup');
