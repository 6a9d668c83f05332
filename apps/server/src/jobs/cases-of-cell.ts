import type { RouteOutput, Routes } from '@equipoise/api';
import type { AuditCells, AuditCellsPrediction } from '@equipoise/workbench';
import { refuse } from '../http/refuse.ts';

type Shown = RouteOutput<Routes['jobCases']['answer']>;
type Outcome = Shown['counts'][number]['outcome'];

/** Which cases of an audit are asked for. */
export interface CellQuery {
  /** Attribute and level pairs as a JSON list. */
  readonly slice?: string | undefined;
  readonly task?: string | undefined;
  readonly model?: string | undefined;
  readonly outcome: Outcome;
  readonly from: number;
  readonly count: number;
}

function pairsOf(text: string | undefined): readonly (readonly [string, string])[] {
  if (text === undefined) return [];
  const wrong = (): never =>
    refuse('room/bad-request', 'The slice is no list of pairs.', 'Write [["site","S3"]].');
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return wrong();
  }
  if (!Array.isArray(list)) return wrong();
  return list.map((pair): [string, string] =>
    Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
      ? [pair[0], pair[1]]
      : wrong(),
  );
}

/** Whether a row is of a kind; null where the task does not say. */
function isOf(outcome: Outcome, one: AuditCellsPrediction | null, row: number): boolean | null {
  if (outcome === 'all') return one === null || (one.label[row] ?? -1) !== -1;
  if (one === null) return null;
  const label = one.label[row] ?? -1;
  if (label === -1) return false;
  const called = one.called?.[row] ?? -1;
  switch (outcome) {
    case 'positive':
      return one.isBinary ? label === 1 : null;
    case 'negative':
      return one.isBinary ? label === 0 : null;
    case 'right':
      return one.called === null ? null : called === label;
    case 'wrong':
      return one.called === null ? null : called !== -1 && called !== label;
    case 'missed':
      return one.isBinary && one.called !== null ? label === 1 && called === 0 : null;
    case 'false-alarm':
      return one.isBinary && one.called !== null ? label === 0 && called === 1 : null;
    default:
      return outcome satisfies never;
  }
}

const outcomes: readonly Outcome[] = [
  'all',
  'positive',
  'negative',
  'right',
  'wrong',
  'missed',
  'false-alarm',
];

/**
 * The cases behind a cell of an audit, in the order of the study, each once.
 *
 * @throws room/bad-request where the slice names an attribute or level that the audit does not have
 */
export function casesOfCell(cells: AuditCells, query: CellQuery): Shown {
  const wanted = pairsOf(query.slice).map(([name, level]) => {
    const attribute = cells.attributes.find((one) => one.name === name);
    const code = attribute?.levels.indexOf(level) ?? -1;
    if (attribute === undefined || code < 0) {
      return refuse(
        'room/bad-request',
        'The audit has no such group.',
        'Choose a cell of its report.',
      );
    }
    return { codes: attribute.codes, code };
  });
  const prediction =
    cells.predictions.find(
      (one) =>
        (query.task === undefined || one.task === query.task) &&
        (query.model === undefined || one.model === query.model),
    ) ?? null;
  const found = new Map<Outcome, Set<string> | null>(outcomes.map((name) => [name, new Set()]));
  cells.caseIds.forEach((caseId, row) => {
    if (wanted.some(({ codes, code }) => codes[row] !== code)) return;
    for (const outcome of outcomes) {
      const is = isOf(outcome, prediction, row);
      if (is === null) found.set(outcome, null);
      else if (is) found.get(outcome)?.add(caseId);
    }
  });
  const chosen = [...(found.get(query.outcome) ?? [])];
  return {
    counts: outcomes.flatMap((outcome) => {
      const set = found.get(outcome);
      return set == null ? [] : [{ outcome, count: set.size }];
    }),
    total: chosen.length,
    caseIds: chosen.slice(query.from, query.from + query.count),
  };
}
