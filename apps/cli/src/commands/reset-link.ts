import type { CommandSpec } from '../command.ts';
import { serverCommand } from './server-command.ts';

/** `equipoise reset-link`: a link for whoever is locked out of the reading room. */
export const resetLinkCommand: CommandSpec = serverCommand('reset-link');
