import { type ServerVerb, serverCommandOf } from '@equipoise/domain/commands';
import type { CommandSpec } from '../command.ts';

/**
 * A command that the server's own program carries out, as a child process: what was typed is handed on as it is, and
 * the program's exit code is the command's.
 */
export function serverCommand(verb: ServerVerb): CommandSpec {
  const { summary, examples, argument, options } = serverCommandOf(verb);
  return {
    verb,
    summary,
    examples,
    configure(command) {
      if (argument !== undefined) command.argument(argument.name, argument.text);
      for (const { flags, text } of options) command.option(flags, text);
    },
    async run(_args, given, terminal) {
      const { runServer } = await import('../run-server.ts');
      // What was typed, put there by the program.
      return runServer([verb, ...(given['argv'] as readonly string[])], terminal);
    },
  };
}
