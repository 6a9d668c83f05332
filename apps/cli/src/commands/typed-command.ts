import { basename } from 'node:path';

const pathOptions = new Set([
  '--join',
  '--model',
  '--train',
  '--gate',
  '--protocol',
  '--save-protocol',
  '--out',
  '--threshold-from',
  '--marks',
  '--times',
  '--assignment',
]);

const leftOut = new Set(['--workers', '--json']);

/** Options without a value: what stands behind them is a file. */
const switches = new Set(['--audit-id-like', '--partial', '--not-randomised']);

function quoted(text: string): string {
  return /^[\w.,:=@+%/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Base name of a path that may stand behind `name=` and before `@rule`. */
function bare(text: string): string {
  const at = text.includes('@') ? text.slice(text.lastIndexOf('@')) : '';
  const body = at === '' ? text : text.slice(0, -at.length);
  const equals = body.indexOf('=');
  const hasName = equals >= 0 && !/[\\/]/.test(body.slice(0, equals));
  const name = hasName ? body.slice(0, equals + 1) : '';
  return `${name}${basename(body.slice(name.length))}${at}`;
}

/**
 * The command as the report prints it: paths reduced to base names, nothing that depends on the machine.
 *
 * @param verb such as `audit`
 * @param argv what was typed behind it
 */
export function typedCommand(verb: string, argv: readonly string[]): string {
  const parts = ['equipoise', verb];
  for (let i = 0; i < argv.length; i++) {
    const text = argv[i]!;
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    const option = equals < 0 ? text : text.slice(0, equals);
    if (leftOut.has(option)) {
      if (option === '--workers' && equals < 0) i += 1;
      continue;
    }
    if (equals >= 0) {
      const value = text.slice(equals + 1);
      parts.push(`${option}=${quoted(pathOptions.has(option) ? bare(value) : value)}`);
    } else if (text.startsWith('--')) {
      parts.push(text);
      const next = argv[i + 1];
      if (next !== undefined && !next.startsWith('--') && !switches.has(option)) {
        parts.push(quoted(pathOptions.has(option) ? bare(next) : next));
        i += 1;
      }
    } else parts.push(quoted(basename(text)));
  }
  return parts.join(' ');
}
