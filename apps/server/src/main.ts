import { isCodedError } from '@equipoise/domain';
import type { ServerVerb } from '@equipoise/domain/commands';
import { helpText, readWords, type Typed } from './command-line.ts';
import type { Operator } from './commands/operator.ts';
import { processOperator } from './commands/process-operator.ts';

type Command = (typed: Typed, operator: Operator) => Promise<number>;

/** Each loads what it needs when it is called. */
const commands: Readonly<Record<ServerVerb, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  'reset-link': async () => (await import('./commands/reset-link.ts')).makeResetLink,
  'verify-log': async () => (await import('./commands/verify-log.ts')).verifyLog,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  verify: async () => (await import('./commands/verify.ts')).verify,
};

/** One sentence that says what went wrong. @returns the exit code */
function tellError(error: unknown, operator: Operator): number {
  const { NO_COLOR: noColour = '' } = operator.env;
  const isColoured = process.stderr.isTTY === true && noColour === '';
  const word = isColoured ? '\u001b[31merror\u001b[0m' : 'error';
  if (isCodedError(error)) {
    process.stderr.write(`${word} ${error.message}\n`);
    return error.exitCode ?? 70;
  }
  if (operator.signal.aborted) {
    process.stderr.write('Cancelled.\n');
    return 130;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${word} A defect of the program: ${text}\n`);
  return 70;
}

/**
 * The server's program: serves, checks, backs up, restores.
 *
 * @param argv arguments behind the program's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  const operator = processOperator();
  let code: number;
  try {
    const words = readWords(argv);
    if (words === null) {
      operator.out(helpText());
      code = 0;
    } else {
      const command = await commands[words.verb]();
      code = await command(words.typed, operator);
    }
  } catch (error) {
    code = tellError(error, operator);
  }
  process.exitCode = code;
  // The channel to whoever started it, and what a failed start left open, would keep it alive.
  process.exit();
}
