import { Command, CommanderError } from 'commander';
import type { CommandSpec } from './command.ts';
import { commandCatalog } from './commands/catalog.ts';
import { exitCodeOf, exitCodeTexts } from './exit-codes.ts';
import { processTerminal } from './process-terminal.ts';
import { paint, plain, type Terminal } from './terminal.ts';
import { cliVersion } from './version.ts';

function helpEnd(spec: CommandSpec): string {
  const examples = spec.examples.map((example) => `  ${example}`).join('\n');
  const codes = exitCodeTexts
    .map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`)
    .join('\n');
  return `\nExamples:\n${examples}\n\nExit codes:\n${codes}\n\nDocs: docs/reference/cli.md (shipped with the sources)`;
}

function addVerb(
  program: Command,
  spec: CommandSpec,
  terminal: Terminal,
  done: (code: number) => void,
  argv: readonly string[],
): void {
  const command = program.command(spec.verb).description(spec.summary);
  spec.configure(command);
  command.addHelpText('after', helpEnd(spec));
  command.action(async (...all: unknown[]) => {
    const args = all.slice(0, -2);
    const options = { ...(all.at(-2) as Record<string, unknown>), argv: argv.slice(1) };
    done(await spec.run(args, options, terminal));
  });
}

/** The program with all its verbs, for running and for writing its reference. */
export function makeProgram(
  terminal: Terminal,
  done: (code: number) => void,
  argv: readonly string[] = [],
): Command {
  const program = new Command('equipoise')
    .description(
      'From a table of predictions to a report that shows whom a model serves worse, and how surely.',
    )
    .version(cliVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(plain(text)),
    });
  for (const spec of commandCatalog) addVerb(program, spec, terminal, done, argv);
  return program;
}

function showError(error: unknown, terminal: Terminal): void {
  if (typeof error === 'object' && error !== null && 'sentence' in error && 'mend' in error) {
    const code = 'code' in error ? String(error.code) : 'error';
    const where =
      'message' in error && typeof error.message === 'string'
        ? error.message
        : `${code}: ${String(error.sentence)} ${String(error.mend)}`;
    terminal.err(`${paint(terminal, 'red', 'error')} ${plain(where)}\n`);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`${paint(terminal, 'red', 'error')} A defect of the program: ${plain(text)}\n`);
}

/**
 * Runs the command line.
 *
 * @param argv what stands behind `equipoise`
 * @param terminal where to speak
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = makeProgram(
    terminal,
    (code) => {
      exitCode = code;
    },
    argv,
  );
  if (argv.length === 0) {
    terminal.err(program.helpInformation());
    return 64;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    if (terminal.signal.aborted) {
      terminal.err('Cancelled; nothing was written.\n');
      return 130;
    }
    showError(error, terminal);
    return exitCodeOf(error);
  }
}

/** Entry of the bin. */
export async function main(argv: readonly string[]): Promise<void> {
  const { terminal, release } = processTerminal();
  try {
    process.exitCode = await runCli(argv, terminal);
  } finally {
    release();
  }
}
