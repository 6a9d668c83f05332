import { z } from 'zod';
import { codedError, type domainErrors } from './errors.ts';
import type { CarriedLabels } from './estimate.ts';
import { sayIssue } from './schema-issue.ts';

/**
 * One condition that a study must meet.
 *
 * `attribute` and `metric` name the family; `versus` is `rest`, `reference` or `range`, or `none`
 * for the metric itself against a floor; `margin` is the largest gap (or, with `none`, the lowest
 * value) accepted; `labels` takes the figure with the uncertainty of the reference labels carried along
 * (`drawn`), with one reader a case as the reference (`one-reader`), or as given; `inconclusive` says what an undecided gate does to the exit code.
 */
export interface Gate {
  readonly name?: string | undefined;
  readonly task?: string | undefined;
  readonly model?: string | undefined;
  readonly attribute?: string | undefined;
  readonly group?: string | undefined;
  readonly metric: string;
  readonly versus: 'rest' | 'reference' | 'range' | 'none';
  readonly margin: number;
  readonly labels?: 'given' | CarriedLabels | undefined;
  readonly inconclusive?: 'pass' | 'fail' | 'report' | undefined;
}

const gateShape = z.strictObject({
  name: z.string().optional(),
  task: z.string().optional(),
  model: z.string().optional(),
  attribute: z.string().optional(),
  group: z.string().optional().describe('One level of the attribute; all levels when absent.'),
  metric: z.string(),
  versus: z.enum(['rest', 'reference', 'range', 'none']).default('rest'),
  margin: z.number(),
  labels: z
    .enum(['given', 'drawn', 'one-reader'])
    .optional()
    .describe(
      'Reference labels as given (default), drawn from all readers, or those of one reader a case.',
    ),
  inconclusive: z.enum(['pass', 'fail', 'report']).optional(),
});

/** Schema of gates.yaml: a list of gates. */
export const gatesSchema: z.ZodType<readonly Gate[]> = z.array(gateShape).min(1);

/** JSON Schema of gates.yaml, for publication. */
export function gatesJsonSchema(): unknown {
  return z.toJSONSchema(z.array(gateShape).min(1), { io: 'input' });
}

/**
 * Reads a list of gates.
 *
 * @throws domain/bad-gates naming the entry and key; exit code 64
 */
export function parseGates(input: unknown, fileName: string): readonly Gate[] {
  const parsed = gatesSchema.safeParse(input);
  if (parsed.success) return checkMargins(parsed.data, fileName);
  const issue = parsed.error.issues[0]!;
  const where = typeof issue.path[0] === 'number' ? `gate ${issue.path[0] + 1}` : 'the list';
  const what =
    issue.code === 'unrecognized_keys'
      ? `key ${issue.keys.join(', ')} is not known`
      : `${issue.path.slice(1).join('.') || 'what stands there'} ${sayIssue(issue, input)}`;
  throw codedError(
    'domain/bad-gates' satisfies keyof typeof domainErrors,
    `In ${fileName}, ${where}: ${what}.`,
    `A gate has the keys ${Object.keys(gateShape.shape).join(', ')}.`,
    { exitCode: 64 },
  );
}

/** A gap that no interval can keep within is a slip: only a floor of a metric itself may be 0 or less. */
function checkMargins(gates: readonly Gate[], fileName: string): readonly Gate[] {
  const at = gates.findIndex((gate) => gate.versus !== 'none' && !(gate.margin > 0));
  if (at < 0) return gates;
  throw codedError(
    'domain/bad-gates' satisfies keyof typeof domainErrors,
    `In ${fileName}, gate ${at + 1}: margin must be above 0.`,
    'Write the largest gap accepted as a positive number; it holds in both directions.',
    { exitCode: 64 },
  );
}
