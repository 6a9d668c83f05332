import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const auditErrors = {
  'audit/no-predictions': 'A study holds no prediction to audit.',
  'audit/unknown-metric': 'A metric id is not in the catalogue.',
  'audit/unknown-gate-target':
    'A gate names a task, model, attribute, level or metric that the study does not have.',
} as const;

/** One of this package's error codes. */
export type AuditErrorCode = keyof typeof auditErrors;

/** Throws an error of this package; `exitCode` is what a command should end with. */
export function fail(code: AuditErrorCode, sentence: string, mend: string, exitCode = 65): never {
  throw codedError(code, sentence, mend, { exitCode });
}
