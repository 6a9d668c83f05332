import {
  activeTime,
  adjudicationStep,
  analyseAgreement,
  answersHash,
  answersOfLog,
  examCases,
  examStanding,
  exportReadings,
  gradeExam,
  isOrderIntact,
  lockProtocol,
  measuredReads,
  nextTask,
  planReading,
  readerStanding,
  recordEntry,
  replanReading,
  replay,
  showReads,
  studyProgress,
  studyTemplates,
  suspendReader,
} from '@equipoise/annotation';
import type {
  AdjudicationCase,
  AdjudicationEntry,
  OrderEntry,
  ReaderOrder,
} from '@equipoise/domain';
import {
  type Answer,
  type AnswerRecord,
  answerRecordSchema,
  type EventRecord,
  eventRecordSchema,
  type ProtocolCase,
} from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { minutesIn, numbered } from '../reading-room.ts';

type Class = 'referable' | 'not-referable' | 'ungradable';

const seed = 20261121;
const candidates = numbered(12, 'grader');
const specialists = ['specialist1', 'specialist2'];
/** Chance to call a referable and a not referable eye right. Four of twelve cannot pass but by luck. */
const skill = new Map(
  [...candidates, ...specialists].map((id, at) => [
    id,
    at >= 12 ? [0.97, 0.995] : at < 4 ? [0.5, 0.7] : [0.93, 0.985],
  ]),
);
const drifter = 'grader07';

function says(value: Class): Answer {
  return value === 'ungradable'
    ? { questionId: 'glaucoma', outcome: 'ungradable', reason: 'blurred', note: '' }
    : {
        questionId: 'glaucoma',
        outcome: 'answered',
        value: { kind: 'single', value },
        confidence: null,
      };
}

const truth = new Map<string, Class>();

function cases(count: number, use: ProtocolCase['use'], prefix: string, uniform: () => number) {
  return numbered(count, prefix).map((caseId, at) => {
    // Exams and gold are half and half with a few ungradable; the study has few positives.
    const share = use === 'measured' ? 0.15 : 0.48;
    const drawn = uniform();
    const is: Class = drawn < share ? 'referable' : drawn < 0.96 ? 'not-referable' : 'ungradable';
    truth.set(caseId, is);
    return {
      caseId,
      use,
      patientId: use === 'measured' ? `patient${Math.floor(at / 2)}` : null,
      strata: { centre: at % 3 === 0 ? 'A' : 'B' },
      reference: use === 'measured' ? [] : [says(is)],
    };
  });
}

function document() {
  const uniform = randomStream(seed, 1);
  const { document: template } = studyTemplates.find((one) => one.id === 'airogs')!;
  const questions = template['questions'] as { id: string; options: { value: string }[] }[];
  return {
    ...template,
    studyId: 'glaucoma-1',
    seed,
    order: { kind: 'stratified', by: ['centre'] },
    gold: { rate: 0.25 },
    cases: [
      ...cases(900, 'measured', 'eye', uniform),
      ...cases(100, 'exam', 'exam', uniform),
      ...cases(90, 'gold', 'gold', uniform),
    ],
    readers: [
      ...candidates.map((readerId) => ({ readerId, roles: ['reader'] })),
      ...specialists.map((readerId) => ({
        readerId,
        roles: ['adjudicator'],
        skills: ['glaucoma-specialist'],
      })),
    ],
    instructions: {
      text: 'Look at the disc first.',
      labels: questions.flatMap(({ id, options }) =>
        options.map(({ value }) => ({
          questionId: id,
          label: value,
          examples: [{ imageId: `example-${value}` }],
        })),
      ),
    },
  };
}

const locked = lockProtocol(document(), { at: minutesIn(0), by: 'owner' });
const { protocol } = locked;
const uniform = randomStream(seed, 2);

/** What somebody of this skill answers. */
function look(readerId: string, caseId: string, hasDrifted = false): Answer[] {
  const is = truth.get(caseId)!;
  const [sensitivity, specificity] = skill.get(readerId)!;
  if (is === 'ungradable') return [says(uniform() < 0.85 ? 'ungradable' : 'not-referable')];
  const isRight =
    uniform() < (is === 'referable' ? (hasDrifted ? 0.2 : sensitivity!) : specificity!);
  const isCalled = (is === 'referable') === isRight;
  const features: Answer = {
    questionId: 'features',
    outcome: 'answered',
    value: { kind: 'multi', values: ['ANRS'] },
    confidence: null,
  };
  return isCalled ? [says('referable'), features] : [says('not-referable')];
}

/** A reader at work on one task: events, and the answer record that the server makes of them. */
function work(
  readerId: string,
  entry: OrderEntry,
  now: number,
  answers: readonly Answer[],
): { record: AnswerRecord; events: EventRecord[] } {
  const head = (sequence: number, seconds: number) => ({
    eventId: `${entry.taskId}-${sequence}`,
    studyId: protocol.studyId,
    taskId: entry.taskId,
    readerId,
    sessionId: 's',
    sequence,
    at: minutesIn(now + seconds / 60),
  });
  const events = [
    {
      ...head(0, 0),
      kind: 'open',
      payload: {
        zoneOffsetMinutes: 0,
        instructionsVersion: locked.instructionsVersion,
        screen: { width: 1, height: 1, scale: 1 },
      },
    },
    { ...head(1, 2), kind: 'first-action', payload: { input: 'key' } },
    // A slip, corrected.
    { ...head(2, 5), kind: 'answer', payload: { answer: says('referable') } },
    ...answers.map((answer, at) => ({
      ...head(3 + at, 8 + at),
      kind: 'answer',
      payload: { answer },
    })),
    {
      ...head(3 + answers.length, 12),
      kind: 'submit',
      payload: { answersHash: answersHash(answers) },
    },
  ].map((event) => eventRecordSchema.parse(event));
  const checked = answersOfLog(protocol.questions, events);
  expect(checked.issues).toEqual([]);
  const record = answerRecordSchema.parse({
    answerId: `answer-${entry.taskId}`,
    studyId: protocol.studyId,
    taskId: entry.taskId,
    caseId: entry.caseId,
    readerId,
    purpose: entry.purpose,
    repeatOf: entry.repeatOf,
    isFlipped: entry.isFlipped,
    arm: entry.arm,
    answers: checked.answers,
    protocolHash: locked.hash,
    protocolVersion: protocol.version,
    instructionsVersion: locked.instructionsVersion,
    activeSeconds: activeTime(events).activeSeconds,
    wasModelVisible: replay(events).wasModelVisible,
    openedAt: events[0]!.at,
    submittedAt: events[events.length - 1]!.at,
  });
  return { record, events };
}

describe('AIROGS by configuration alone, from the exam to the consensus', () => {
  const passed: string[] = [];
  const orders = new Map<string, ReaderOrder>();
  let records: AnswerRecord[] = [];
  const suspended: { readerId: string; goldCount: number; measures: string[] }[] = [];
  let requeuedCount = 0;
  const entries = new Map<string, AdjudicationEntry[]>();

  beforeAll(() => {
    // Exam.
    for (const readerId of candidates) {
      const sat = examCases(protocol, readerId, 0, []);
      const result = gradeExam(
        protocol,
        new Map(sat.map((caseId) => [caseId, look(readerId, caseId)])),
      );
      const standing = examStanding(
        protocol,
        [{ isPassed: result.isPassed, at: minutesIn(1) }],
        minutesIn(2),
      );
      expect(standing.kind).toBe(result.isPassed ? 'passed' : 'failed');
      if (result.isPassed) passed.push(readerId);
    }
    // Pairs, orders, reading with live monitoring.
    let active = [...passed];
    let plan = planReading(protocol, active, 'secret');
    expect(plan.issues).toEqual([]);
    for (const order of plan.orders) orders.set(order.readerId, order);
    const done = new Map<string, AnswerRecord[]>(passed.map((id) => [id, []]));
    for (let turn = 0, isAtWork = true; isAtWork; turn += 1) {
      isAtWork = false;
      for (const readerId of [...active]) {
        const own = done.get(readerId)!;
        const now = 10_000 + turn;
        const next = nextTask(orders.get(readerId)!, protocol, own, minutesIn(now));
        if (next.kind !== 'serve') continue;
        isAtWork = true;
        const hasDrifted = readerId === drifter && turn > 60;
        const { record } = work(
          readerId,
          next.entry,
          now,
          look(readerId, next.entry.caseId, hasDrifted),
        );
        own.push(record);
        records.push(record);
        if (record.purpose !== 'gold') continue;
        const gold = readerStanding(protocol, readerId, records);
        if (!gold.isSuspended) continue;
        suspended.push({
          readerId,
          goldCount: gold.goldCount,
          measures: gold.reasons.map((one) => one.measure),
        });
        active = active.filter((id) => id !== readerId);
        const open = orders
          .get(readerId)!
          .entries.filter(
            (entry) =>
              entry.purpose === 'measured' && !own.some((one) => one.taskId === entry.taskId),
          )
          .map((entry) => entry.caseId);
        const out = suspendReader(protocol, readerId, records, open, null);
        requeuedCount += out.requeued.length;
        records = records.map((one) =>
          out.setAside.includes(one.answerId) ? { ...one, isValid: false } : one,
        );
        plan = replanReading({
          protocol,
          secret: 'secret',
          orders: [...orders.values()],
          readerIds: active,
          servedCounts: new Map([...done].map(([id, own]) => [id, own.length])),
          records,
          round: suspended.length,
        });
        expect(plan.issues).toEqual([]);
        for (const order of plan.orders) orders.set(order.readerId, order);
      }
    }
    // A specialist where a pair differs.
    const reads = new Map<string, AnswerRecord[]>();
    for (const one of measuredReads(records))
      reads.set(one.caseId, [...(reads.get(one.caseId) ?? []), one]);
    let made = 0;
    for (const one of protocol.cases.filter(({ use }) => use === 'measured')) {
      let state: AdjudicationCase = {
        caseId: one.caseId,
        reads: reads.get(one.caseId) ?? [],
        entries: [],
      };
      for (
        let step = adjudicationStep(protocol, state);
        step.kind === 'assign';
        step = adjudicationStep(protocol, state)
      ) {
        const by = step.candidates[made % step.candidates.length]!;
        made += 1;
        const isBlind = step.stage === 'blind-read';
        if (!isBlind) expect(showReads(protocol, state, by).shown).toHaveLength(3);
        state = recordEntry(protocol, state, {
          entryId: `entry${made}`,
          by,
          at: minutesIn(50_000 + made),
          stage: step.stage,
          round: step.round,
          action: isBlind ? 'read' : 'keep',
          accepted: null,
          answers: isBlind ? look(by, one.caseId) : [],
          reason: isBlind ? '' : 'as seen',
          rubric: [],
        });
      }
      entries.set(one.caseId, [...state.entries]);
    }
  });

  it('the exam lets the able pass and stops the others', () => {
    expect(passed.length).toBeGreaterThanOrEqual(6);
    for (const weak of candidates.slice(0, 4)) expect(passed).not.toContain(weak);
    expect(passed).toContain(drifter);
  });
  it('the reader who drifts is suspended for sensitivity, and all cases are read by others', () => {
    const found = suspended.find((one) => one.readerId === drifter);
    expect(found?.measures).toContain('sensitivity');
    expect(requeuedCount).toBeGreaterThan(100);
    expect(measuredReads(records).some((one) => one.readerId === drifter)).toBe(false);
    expect(records.some((one) => one.readerId === drifter && !one.isValid)).toBe(true);
    for (const order of orders.values()) expect(isOrderIntact(order)).toBe(true);
  });
  it('every case has two readings of two people and a label; nobody adjudicated an own case', () => {
    const progress = studyProgress(protocol, [...orders.values()], records, entries);
    expect(progress.settledCount).toBe(900);
    expect(progress.readsDone).toBe(1800);
    expect(progress.cases.every((one) => one.readsDone === 2 && one.state === 'settled')).toBe(
      true,
    );
    for (const reader of progress.readers.filter(
      (one) => one.readerId !== drifter && passed.includes(one.readerId),
    )) {
      if (suspended.some((one) => one.readerId === reader.readerId)) continue;
      expect(reader.leftCount).toBe(0);
      expect(reader.leftMinutes?.typical).toBe(0);
      expect(reader.medianSeconds).toBeCloseTo(12, 6);
    }
    for (const list of entries.values())
      for (const { by } of list) expect(specialists).toContain(by);
  });
  it('the labels are better than the single readings, and most disagreements are settled', () => {
    const reads = measuredReads(records);
    const key = (answers: readonly Answer[]): string => {
      const answer = answers.find((one) => one.questionId === 'glaucoma')!;
      return answer.outcome === 'answered' && answer.value.kind === 'single'
        ? answer.value.value
        : answer.outcome;
    };
    const right = (answers: readonly Answer[], caseId: string) =>
      key(answers) === truth.get(caseId);
    const single = reads.filter((one) => right(one.answers, one.caseId)).length / reads.length;
    let settled = 0;
    for (const one of protocol.cases.filter(({ use }) => use === 'measured')) {
      const step = adjudicationStep(protocol, {
        caseId: one.caseId,
        reads: reads.filter((read) => read.caseId === one.caseId),
        entries: entries.get(one.caseId)!,
      });
      if (step.kind === 'settled' && right(step.answers, one.caseId)) settled += 1;
    }
    expect(settled / 900).toBeGreaterThan(single);
    expect(settled / 900).toBeGreaterThan(0.98);
  });
  it('agreement of the export has kappa, with "ungradable" told apart', async () => {
    const readings = exportReadings(protocol, records, { questionIds: ['glaucoma'] });
    expect(readings.caseCount).toBe(900);
    expect(readings.questions[0]!.state.some((state) => state === 2)).toBe(true);
    const analysis = await analyseAgreement(readings, {
      level: 0.95,
      replicates: 0,
      seed: 1,
      suppressBelow: null,
      readerLabels: readings.readerNames,
      reference: null,
      areSlots: false,
      margin: null,
      masks: null,
      surfaceTolerance: 2,
    });
    expect(analysis.summary.join(' ')).not.toBe('');
    expect(analysis.estimates.length).toBeGreaterThan(5);
  });
  it('the whole study again comes to the same orders', () => {
    const again = planReading(protocol, passed, 'secret');
    expect(again).toEqual(planReading(protocol, passed, 'secret'));
    for (const order of again.orders) {
      const now = orders.get(order.readerId)!.entries;
      const first = new Set(order.entries.map((entry) => entry.taskId));
      expect(now.filter((entry) => first.has(entry.taskId))).toEqual(order.entries);
    }
  });
});
