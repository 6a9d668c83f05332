import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AuditProtocol, parseAuditProtocol, protocolKeys } from '@equipoise/domain';
import { parse, stringify } from 'yaml';
import { fail } from '../errors.ts';

/**
 * Reads a YAML file into plain data.
 *
 * @throws workbench/no-protocol-file, workbench/bad-yaml
 */
export async function readYaml(path: string): Promise<unknown> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    return fail(
      'workbench/no-protocol-file',
      `The file ${name} cannot be read.`,
      'Check its path.',
      cause,
    );
  }
  try {
    return parse(text) as unknown;
  } catch (cause) {
    const where =
      cause instanceof Error && 'linePos' in cause && Array.isArray(cause.linePos)
        ? ` (line ${String((cause.linePos[0] as { line?: number } | undefined)?.line ?? '?')})`
        : '';
    return fail(
      'workbench/bad-yaml',
      `${name} is not valid YAML${where}.`,
      'Correct the file.',
      cause,
    );
  }
}

/**
 * Reads a protocol file such as `equipoise.yaml`.
 *
 * @throws workbench/no-protocol-file, workbench/bad-yaml, domain/bad-protocol
 */
export async function readProtocolFile(path: string): Promise<AuditProtocol> {
  return parseAuditProtocol(await readYaml(path), basename(path));
}

/** A protocol as YAML, keys in the order in which a reader asks for them. */
export function protocolToYaml(protocol: AuditProtocol): string {
  const entries = Object.entries(protocol)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => protocolKeys.indexOf(a) - protocolKeys.indexOf(b));
  return stringify(Object.fromEntries(entries), { lineWidth: 100 });
}

/**
 * Refuses a place for a protocol file that may be a table: nothing but YAML is ever replaced.
 *
 * @throws workbench/bad-option
 */
export function checkProtocolPath(path: string): void {
  if (/\.ya?ml$/i.test(path)) return;
  fail(
    'workbench/bad-option',
    `--save-protocol writes YAML, and the name ${basename(path)} does not say so.`,
    'Choose a name that ends in .yaml.',
  );
}

/**
 * Writes a protocol file.
 *
 * @throws workbench/bad-option, workbench/cannot-write
 */
export async function saveProtocol(path: string, protocol: AuditProtocol): Promise<void> {
  checkProtocolPath(path);
  try {
    await writeFile(path, protocolToYaml(protocol));
  } catch (cause) {
    fail(
      'workbench/cannot-write',
      `${basename(path)} cannot be written.`,
      'Check folder and space.',
      cause,
    );
  }
}
