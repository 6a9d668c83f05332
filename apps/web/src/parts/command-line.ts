/** Words of a command as one line for a shell. */
export function commandLine(parts: readonly string[]): string {
  return parts
    .map((part) => (/^[\w./=,:@%+-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
