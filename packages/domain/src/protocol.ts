import { z } from 'zod';
import { codedError, type domainErrors } from './errors.ts';
import { mendIssue, sayIssue } from './schema-issue.ts';

/** A protocol: question, metrics, groups, margins, thresholds and seed, stated before results exist. */
export interface AuditProtocol {
  /** Predictions files; several are joined on `on`. */
  predictions?: string[] | undefined;
  label?: string | undefined;
  score?: string | undefined;
  decision?: string | undefined;
  task?: string[] | undefined;
  kind?: 'binary' | 'multiclass' | 'ordinal' | 'regression' | undefined;
  positive?: string | undefined;
  negative?: string | undefined;
  group?: string[] | undefined;
  patient?: string | undefined;
  site?: string | undefined;
  reader?: string | undefined;
  caseMix?: string[] | undefined;
  acquisition?: string[] | undefined;
  weight?: string | undefined;
  aggregate?: 'max' | 'mean' | undefined;
  join?: string[] | undefined;
  on?: string | undefined;
  model?: string[] | undefined;
  modelColumn?: string | undefined;
  train?: string | undefined;
  readings?: string | undefined;
  readingCase?: string | undefined;
  readingReader?: string[] | undefined;
  readingLabel?: string[] | undefined;
  labelDistribution?: string | undefined;
  labelDraws?: number | undefined;
  threshold?: string[] | undefined;
  thresholdFrom?: string[] | undefined;
  thresholdRange?: string | undefined;
  prevalence?: number | undefined;
  metric?: string[] | undefined;
  margin?: Record<string, number> | undefined;
  bins?: string[] | undefined;
  intersect?: number | undefined;
  reference?: string | undefined;
  gate?: string | undefined;
  inconclusive?: 'pass' | 'fail' | undefined;
  suppress?: number | undefined;
  auditIdLike?: boolean | undefined;
  level?: number | undefined;
  replicates?: number | undefined;
  permutations?: number | undefined;
  seed?: number | undefined;
  adapter?: string | undefined;
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | undefined;
  delimiter?: string | undefined;
  decimal?: '.' | ',' | undefined;
  missing?: string[] | undefined;
  out?: string | undefined;
  title?: string | undefined;
}

const names = z.array(z.string().min(1));

/** Shape of `equipoise.yaml`: everything the flags of `audit` can say. */
const protocolShape = z.strictObject({
  predictions: names.optional().describe('Predictions files; several are joined on `on`.'),
  label: z.string().optional().describe('Label column of a single-task table.'),
  score: z.string().optional().describe('Score column, or a comma list of models as columns.'),
  decision: z
    .string()
    .optional()
    .describe('Column with the class the model decided, where scores are absent.'),
  task: names
    .optional()
    .describe(
      'Tasks as name=label:score; name=label:score1,score2 for several models; a pattern *=y_*:prob_* for wide tables.',
    ),
  kind: z.enum(['binary', 'multiclass', 'ordinal', 'regression']).optional(),
  positive: z.string().optional().describe('Label text that counts as positive.'),
  negative: z.string().optional().describe('Label text that counts as negative.'),
  group: names.optional().describe('Attributes to audit.'),
  patient: z.string().optional(),
  site: z.string().optional(),
  reader: z.string().optional(),
  caseMix: names.optional(),
  acquisition: names
    .optional()
    .describe('Attributes that describe how the image was made (view, scanner).'),
  weight: z.string().optional(),
  aggregate: z.enum(['max', 'mean']).optional(),
  join: names.optional(),
  on: z.string().optional(),
  model: names.optional().describe('Other models: files, or name=file.'),
  modelColumn: z.string().optional().describe('Column that names the model of each row.'),
  train: z.string().optional(),
  readings: z.string().optional().describe('Answers of readers behind the reference labels.'),
  readingCase: z.string().optional().describe('Case column of the readings (default: as on).'),
  readingReader: names
    .optional()
    .describe('Reader column of the readings, or one column a reader (default: reader).'),
  readingLabel: names
    .optional()
    .describe('Answer columns of the readings, also as task=column (default: label).'),
  labelDistribution: z
    .string()
    .optional()
    .describe('Probability of each class for each case, in place of readings.'),
  labelDraws: z.number().int().min(10).max(1000).optional(),
  threshold: names.optional().describe('A number, youden, or task=number.'),
  thresholdFrom: names.optional().describe('val.csv@sens=.90, or task=val.csv@sens=.90.'),
  thresholdRange: z.string().optional().describe('Range of decision curves, low-high.'),
  prevalence: z.number().optional(),
  metric: names.optional(),
  margin: z.record(z.string(), z.number().positive()).optional(),
  bins: names.optional(),
  intersect: z.number().int().min(0).max(3).optional(),
  reference: z.string().optional(),
  gate: z.string().optional(),
  inconclusive: z.enum(['pass', 'fail']).optional(),
  suppress: z.number().int().min(2).optional(),
  auditIdLike: z.boolean().optional(),
  level: z.number().gt(0.5).lt(1).optional(),
  replicates: z.number().int().min(100).max(100_000).optional(),
  permutations: z.number().int().min(99).max(100_000).optional(),
  seed: z.number().int().nonnegative().optional(),
  adapter: z.string().optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin-1']).optional(),
  delimiter: z
    .union([z.string().length(1), z.enum(['tab', '\\t'])])
    .optional()
    .describe('One character, or tab.'),
  decimal: z.enum(['.', ',']).optional(),
  missing: names.optional().describe('Texts that mean missing, beside a blank.'),
  out: z.string().optional(),
  title: z.string().optional(),
});

/** Schema of {@link AuditProtocol}. */
export const auditProtocolSchema: z.ZodType<AuditProtocol> = protocolShape;

/** The keys a protocol file may hold. */
export const protocolKeys: readonly string[] = Object.keys(protocolShape.shape);

/** JSON Schema of equipoise.yaml, for publication. */
export function auditProtocolJsonSchema(): unknown {
  return z.toJSONSchema(protocolShape);
}

/** An option as typed stands for a key: `thresholdFrom` is `--threshold-from`. */
function optionOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Reads a protocol.
 *
 * @param input parsed YAML, or the options of a command line
 * @param source base name of the file; null for the command line, whose keys are named as options
 * @throws domain/bad-protocol with the key that is wrong; exit code 64
 */
export function parseAuditProtocol(input: unknown, source: string | null): AuditProtocol {
  const parsed = auditProtocolSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const isUnknown = issue.code === 'unrecognized_keys';
  const [key, ...rest] = isUnknown ? issue.keys : issue.path.map(String);
  const where =
    key === undefined
      ? `${source ?? 'The command line'} as a whole`
      : source === null
        ? [optionOf(key), ...rest].join(' ')
        : `In ${source}, key ${isUnknown ? [key, ...rest].join(', ') : [key, ...rest].join('.')}`;
  throw codedError(
    'domain/bad-protocol' satisfies keyof typeof domainErrors,
    `${where} ${isUnknown ? 'is not a key of a protocol' : sayIssue(issue, input)}.`,
    isUnknown ? `Known keys: ${protocolKeys.join(', ')}.` : mendIssue(issue, input),
    { exitCode: 64 },
  );
}
