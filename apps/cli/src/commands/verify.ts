import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise verify`: whether a reading room or a backup is whole. */
export const verifyCommand: CommandSpec = serverCommand('verify');
