import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'apps/cli/bin/equipoise.js');

/** Whether the command is built, so that it can be asked. */
export function hasCli(): boolean {
  return existsSync(bin) && existsSync(join(root, 'apps/cli/dist/main.js'));
}

/** What a run of the command gave. */
export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built command without colours, at 100 columns.
 *
 * @param words arguments
 * @param cwd working folder, the repository by default
 */
export function runCli(words: readonly string[], cwd: string = root): CliRun {
  const result = spawnSync(process.execPath, [bin, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Verbs listed under `Commands:` of the main help. */
export function readVerbs(help: string): readonly string[] {
  const [, list = ''] = help.split(/^Commands:\n/m);
  return list
    .split(/\n\s*\n/)[0]!
    .split('\n')
    .map((line) => /^ {2}([a-z][a-z-]*)\b/.exec(line)?.[1] ?? '')
    .filter((verb) => verb !== '' && verb !== 'help');
}

/**
 * The page docs/reference/cli.md, from the help of the command and of each verb.
 *
 * @throws Error when the command is not built
 */
export function renderCliPage(): string {
  if (!hasCli()) throw new Error('The command is not built. Run `npm run build` first.');
  const main = runCli(['--help']).stdout.trimEnd();
  const parts = [
    '# Command line\n',
    'Generated from the help of the command (`npm run docs`); a test holds both together.\n',
    `\`\`\`text\n${main}\n\`\`\`\n`,
  ];
  for (const verb of readVerbs(main)) {
    const help = runCli([verb, '--help']).stdout.trimEnd();
    parts.push(`## \`equipoise ${verb}\`\n`, `\`\`\`text\n${help}\n\`\`\`\n`);
  }
  return parts.join('\n');
}
