/** A call as a shell reads it: what needs quotes gets them. */
export function shellText(command: readonly string[]): string {
  return command
    .map((part) =>
      /^[A-Za-z0-9_./:=,@%+-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`,
    )
    .join(' ');
}
