import type { Finding, IndependenceCheck } from '@equipoise/domain';
import { type CombinedDraws, drawLimits } from '@equipoise/stats';
import type { AuditContext } from '../frame/audit-spec.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';

/** Simulated readings as far from independence as those seen, in fewer draws than this: doubtful. */
const rare = 0.05;

/**
 * What speaks against readers that err independently of each other and of the model.
 *
 * @param check of the sampler
 * @param prevalence among the drawn labels
 * @returns half sentences; empty where nothing does
 */
export function doubtsOf(
  check: IndependenceCheck | null,
  prevalence: CombinedDraws | null,
  context: Pick<AuditContext, 'settings'>,
): readonly string[] {
  if (check === null) return [];
  const doubts: string[] = [];
  if (check.pScore < rare) {
    const how = check.scoreCorrelation > 0 ? 'the same cases as' : 'other cases than';
    doubts.push(
      `readers err on ${how} the model (their errors are correlated with its score by ${check.scoreCorrelation.toFixed(2)} among cases of one label)`,
    );
  }
  if (check.pReaders < rare && check.readerDispersion > 1) {
    doubts.push(
      `readers err together (their votes spread ${check.readerDispersion.toFixed(2)} times as far as those of independent readers)`,
    );
  }
  const limits =
    prevalence === null ? null : drawLimits(prevalence, 'share', context.settings.level);
  const isAbove = limits !== null && limits[0] > check.highestReader;
  const isBelow = limits !== null && limits[1] < check.lowestReader;
  if (isAbove || isBelow) {
    const share = (x: number): string => `${(100 * x).toFixed(1)} %`;
    doubts.push(
      `${share(check.drawnPrevalence)} of the drawn labels are positive, ${isAbove ? 'more than any' : 'fewer than any'} reader says (${share(check.lowestReader)} to ${share(check.highestReader)})`,
    );
  }
  return doubts;
}

/** A sentence that says what the verdict rests on. */
export function doubted(finding: Finding): string {
  return `${finding.sentence.replace(/\.$/, '')}; but what the readers say contradicts the assumption behind this.`;
}

/** The doubts about one task and model as a finding. */
export function doubtFinding(
  run: PredictionRun,
  doubts: readonly string[],
  audit: string,
  evidenceId: string,
): Finding {
  const task = run.class === null ? run.task : `${run.task} (${run.class})`;
  return {
    id: `finding/${evidenceId}/independence`,
    audit,
    task: run.task,
    model: run.model,
    attribute: null,
    metric: null,
    verdict: 'not-assessable',
    sentence: `${task}: figures with drawn labels are not to be trusted, since ${doubts.join('; ')}.`,
    margin: null,
    reason: 'assumption-contradicted',
    estimateIds: [],
    evidenceIds: [evidenceId],
    role: 'description',
  };
}
