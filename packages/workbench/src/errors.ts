/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const workbenchErrors = {
  'workbench/bad-option': 'An option has a value that cannot be read.',
  'workbench/missing-option': 'An option that is needed was not given.',
  'workbench/conflicting-options': 'Two options contradict each other.',
  'workbench/no-protocol-file': 'The protocol or gates file cannot be read.',
  'workbench/bad-yaml': 'The protocol or gates file is not valid YAML.',
  'workbench/unknown-metric': 'A metric is not in the catalogue.',
  'workbench/unknown-column': 'A column that was named is not in the tables.',
  'workbench/bad-label': 'A label is none of the declared ones.',
  'workbench/bad-score': 'A score is text or NaN where a number is needed.',
  'workbench/bad-weight': 'A weight is blank, negative or not finite.',
  'workbench/duplicate-id': 'An id that must be unique occurs more than once.',
  'workbench/models-disagree': 'Two models carry different labels or attributes for one case.',
  'workbench/no-rows': 'No row is left to audit.',
  'workbench/bad-aggregate': 'Rows of a patient cannot be aggregated.',
  'workbench/flow-broken': 'The counts of the flow do not reconcile.',
  'workbench/unreachable-threshold': 'The rule of a threshold cannot be kept on its data.',
  'workbench/unknown-group': 'A reference or bin names an attribute or level that does not exist.',
  'workbench/unknown-adapter': 'A data set layout is not known.',
  'workbench/folder-in-use': 'The output folder holds files that are not a report of this program.',
  'workbench/cannot-write': 'A file or folder cannot be written.',
  'workbench/self-proof-missing': 'The table of operating characteristics cannot be read.',
  'workbench/no-readings': 'No reading was found.',
  'workbench/bad-export': 'An export of an annotation tool cannot be read.',
  'workbench/bad-study': 'A reader study contradicts itself or what was declared about it.',
  'workbench/cancelled': 'The caller asked to stop.',
} as const;

/** One of this package's error codes. */
export type WorkbenchErrorCode = keyof typeof workbenchErrors;

/** Exit code that a command ends with after an error of this package. */
export const workbenchExitCodes: Readonly<Record<WorkbenchErrorCode, number>> = {
  'workbench/bad-option': 64,
  'workbench/missing-option': 64,
  'workbench/conflicting-options': 64,
  'workbench/no-protocol-file': 64,
  'workbench/bad-yaml': 64,
  'workbench/unknown-metric': 64,
  'workbench/unknown-column': 65,
  'workbench/bad-label': 65,
  'workbench/bad-score': 65,
  'workbench/bad-weight': 65,
  'workbench/duplicate-id': 65,
  'workbench/models-disagree': 65,
  'workbench/no-rows': 65,
  'workbench/bad-aggregate': 65,
  'workbench/flow-broken': 65,
  'workbench/unreachable-threshold': 65,
  'workbench/unknown-group': 65,
  'workbench/unknown-adapter': 64,
  'workbench/folder-in-use': 64,
  'workbench/cannot-write': 74,
  'workbench/self-proof-missing': 70,
  'workbench/no-readings': 65,
  'workbench/bad-export': 65,
  'workbench/bad-study': 65,
  'workbench/cancelled': 130,
};

/**
 * Throws an error of this package.
 *
 * @param code one of {@link workbenchErrors}
 * @param sentence what was expected and what came; never the content of an id column
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(
  code: WorkbenchErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause }), {
    code,
    sentence,
    mend,
    exitCode: workbenchExitCodes[code],
  });
}
