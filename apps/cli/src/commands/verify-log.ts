import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise verify-log`: whether the log is as it was written. */
export const verifyLogCommand: CommandSpec = serverCommand('verify-log');
