import type { z } from 'zod';
import { codedError, type domainErrors } from './errors.ts';

/**
 * Reads a stored document: refuses a newer version with a sentence, names the part that is wrong.
 *
 * @param input parsed JSON
 * @param schema shape of the document
 * @param version newest schema version this release reads
 * @param mend how to get a whole document
 * @throws domain/newer-document when a newer version wrote it
 * @throws domain/bad-document when it lacks a part
 */
export function parseDocument<T>(
  input: unknown,
  schema: z.ZodType<T>,
  version: number,
  mend: string,
): T {
  const written =
    typeof input === 'object' && input !== null && 'schemaVersion' in input
      ? input.schemaVersion
      : null;
  if (typeof written === 'number' && written > version) {
    throw codedError(
      'domain/newer-document' satisfies keyof typeof domainErrors,
      `This report has schema version ${written}; this release reads up to ${version}.`,
      'Update equipoise and read it again.',
      { exitCode: 65 },
    );
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw codedError(
    'domain/bad-document' satisfies keyof typeof domainErrors,
    `The report does not have the expected shape at ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'unknown'}.`,
    mend,
    { exitCode: 65 },
  );
}
