import type {
  AdjudicationCase,
  AdjudicationEntry,
  Answer,
  ProtocolCase,
  StudyProtocol,
} from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { studyStream } from '../protocol/study-stream.ts';
import type { AdjudicationStep } from './adjudication-types.ts';
import { adjudicatedQuestions, agreedBy, readingsAgree, votesNeeded } from './answers-agree.ts';
import { casesById } from './case-lookup.ts';
import { mayAdjudicate, mayRead, readsOf } from './may-read.ts';

/** A reading or entry as a vote. */
interface Position {
  readonly id: string;
  readonly by: string;
  readonly answers: readonly Answer[];
}

interface Bench {
  readonly protocol: StudyProtocol;
  readonly one: ProtocolCase;
  readonly state: AdjudicationCase;
  readonly readers: readonly string[];
}

type Settled = Extract<AdjudicationStep, { kind: 'settled' }>;

function settle(
  bench: Bench,
  answers: readonly Answer[],
  how: Settled['how'],
  sources: readonly string[],
): Settled {
  const ids = new Set(adjudicatedQuestions(bench.protocol).map((question) => question.id));
  const rounds = bench.state.entries.reduce((most, entry) => Math.max(most, entry.round), 0);
  return {
    kind: 'settled',
    answers: answers.filter((answer) => ids.has(answer.questionId)),
    how,
    sources,
    rounds,
  };
}

function settleBy(
  bench: Bench,
  positions: readonly Position[],
  needed: number,
  how: Settled['how'],
): Settled | null {
  const at = agreedBy(
    bench.protocol,
    positions.map((one) => one.answers),
    needed,
  );
  if (at === null) return null;
  const { answers } = positions[at]!;
  const sources = positions
    .filter((one) => readingsAgree(bench.protocol, one.answers, answers))
    .map((one) => one.id);
  return settle(bench, answers, how, sources);
}

function reads(bench: Bench): Position[] {
  return bench.state.reads.map((read) => ({
    id: read.answerId,
    by: read.readerId,
    answers: read.answers,
  }));
}

function asPosition(entry: AdjudicationEntry): Position {
  return { id: entry.entryId, by: entry.by, answers: entry.answers };
}

function judges(bench: Bench, without: readonly string[]): string[] {
  const out = [...bench.readers, ...without];
  return bench.protocol.readers
    .filter((reader) => mayAdjudicate(reader, bench.one, bench.protocol, out))
    .map((reader) => reader.readerId);
}

function unresolved(bench: Bench): AdjudicationStep {
  return {
    kind: 'unresolved',
    rounds: bench.state.entries.reduce((most, entry) => Math.max(most, entry.round), 0),
  };
}

/** One adjudicator: blind first where the rule says so, then the decision. */
function seniorStep(
  bench: Bench,
  entries: readonly AdjudicationEntry[],
  round: number,
): AdjudicationStep {
  const [first] = entries;
  const rule = bench.protocol.adjudication;
  const earlier = bench.state.entries.filter((entry) => !entries.includes(entry));
  if (first === undefined) {
    const stage = rule.hasOwnReadFirst ? 'blind-read' : 'decide';
    const others = earlier.map((entry) => entry.by);
    return { kind: 'assign', stage, round, candidates: judges(bench, others), count: 1 };
  }
  const decision = entries.find((entry) => entry.stage === 'decide');
  if (decision === undefined) {
    return { kind: 'assign', stage: 'decide', round, candidates: [first.by], count: 1 };
  }
  if (decision.action === 'cannot-resolve') return unresolved(bench);
  const sources = [decision.entryId, ...(decision.accepted === null ? [] : [decision.accepted])];
  return settle(bench, decision.answers, 'senior', sources);
}

/** What the rule does with a case that its own way does not settle. */
function otherwise(bench: Bench, positions: readonly Position[], used: number): AdjudicationStep {
  const rule = bench.protocol.adjudication;
  if (rule.otherwise === 'majority') {
    return (
      settleBy(bench, positions, votesNeeded(0.5, positions.length), 'majority') ??
      unresolved(bench)
    );
  }
  if (rule.otherwise === 'senior') {
    const last = bench.state.entries[used - 1]?.round ?? 0;
    return seniorStep(bench, bench.state.entries.slice(used), last + 1);
  }
  return unresolved(bench);
}

function thirdReaderStep(bench: Bench): AdjudicationStep {
  const [third] = bench.state.entries;
  if (third === undefined) {
    const candidates = bench.protocol.readers
      .filter(
        (reader) =>
          !bench.readers.includes(reader.readerId) &&
          (mayRead(reader, bench.one, bench.protocol) ||
            mayAdjudicate(reader, bench.one, bench.protocol, bench.readers)),
      )
      .map((reader) => reader.readerId);
    return { kind: 'assign', stage: 'blind-read', round: 1, candidates, count: 1 };
  }
  const positions = [...reads(bench), asPosition(third)];
  return (
    settleBy(bench, positions, votesNeeded(0.5, positions.length), 'third-reader') ??
    otherwise(bench, positions, 1)
  );
}

function panelStep(bench: Bench): AdjudicationStep {
  const rule = bench.protocol.adjudication;
  const { entries } = bench.state;
  let used = 0;
  let members: string[] = [];
  let last: Position[] = [];
  for (let round = 1; round <= rule.rounds; round += 1) {
    const stage = round === 1 && rule.hasOwnReadFirst ? 'blind-read' : 'decide';
    const own = entries.slice(used, used + rule.panelSize).filter((entry) => entry.round === round);
    if (own.length < rule.panelSize) {
      const voted = own.map((entry) => entry.by);
      const candidates =
        round === 1 ? judges(bench, voted) : members.filter((by) => !voted.includes(by));
      return { kind: 'assign', stage, round, candidates, count: rule.panelSize - own.length };
    }
    used += own.length;
    members = own.map((entry) => entry.by);
    last = own.map(asPosition);
    const voting = last.filter((_, at) => own[at]!.action !== 'cannot-resolve');
    // Who cannot resolve has a vote, and gives it to nobody.
    const needed = votesNeeded(rule.quorum, own.length);
    const settled = settleBy(bench, voting, needed, 'panel');
    if (settled !== null) return settled;
  }
  return otherwise(bench, last, used);
}

function roundRobinStep(bench: Bench): AdjudicationStep {
  const rule = bench.protocol.adjudication;
  const { entries, caseId } = bench.state;
  // Whoever lists the reads in whatever order, the turns are the same.
  const turns = shuffleInPlace(
    [...bench.readers].sort(),
    studyStream(bench.protocol.seed, 'turns', caseId),
  );
  const positions = new Map(reads(bench).map((one) => [one.by, one]));
  const most = rule.rounds * turns.length;
  const used = Math.min(most, entries.length);
  for (let at = 0; at < used; at += 1) {
    const entry = entries[at]!;
    if (entry.action !== 'cannot-resolve') positions.set(entry.by, asPosition(entry));
    const settled = settleBy(bench, [...positions.values()], positions.size, 'round-robin');
    if (settled !== null) return settled;
  }
  if (used < most) {
    const by = turns[used % turns.length]!;
    const round = 1 + Math.floor(used / turns.length);
    return { kind: 'assign', stage: 'decide', round, candidates: [by], count: 1 };
  }
  return otherwise(bench, [...positions.values()], used);
}

/**
 * What is next for a case: the state machine of the protocol's adjudication rule. It looks at the readings and at what
 * was done since, in order, and at nothing else.
 *
 * @throws annotation/unknown-name when the protocol does not have the case
 * @see Schaekermann et al. 2019, doi:10.1167/tvst.8.6.40 (round-robin with a rubric)
 */
export function adjudicationStep(
  protocol: StudyProtocol,
  state: AdjudicationCase,
): AdjudicationStep {
  const one = casesById(protocol).get(state.caseId);
  if (one === undefined) {
    return fail('annotation/unknown-name', 'A case is not in the protocol.', 'Add it first.');
  }
  const missing =
    Math.max(0, readsOf(one, protocol) - state.reads.length) + (state.pendingRereads ?? 0);
  if (missing > 0) return { kind: 'waiting-for-reads', missing };
  const bench: Bench = {
    protocol,
    one,
    state,
    readers: state.reads.map((read) => read.readerId),
  };
  const rule = protocol.adjudication;
  const agreed = settleBy(bench, reads(bench), state.reads.length, 'agreement');
  if (agreed !== null && (rule.when === 'disagreement' || rule.kind === 'none')) return agreed;
  switch (rule.kind) {
    case 'none':
      return otherwise(bench, reads(bench), 0);
    case 'third-reader':
      return thirdReaderStep(bench);
    case 'senior':
      return seniorStep(bench, state.entries, 1);
    case 'panel':
      return panelStep(bench);
    case 'round-robin':
      return roundRobinStep(bench);
    default:
      return rule.kind satisfies never;
  }
}
