import { activeTime, answersHash, answersOfLog, replay, runsOf } from '@equipoise/annotation';
import {
  type Answer,
  canonicalJson,
  type EventKind,
  type EventPayloads,
  type EventRecord,
  eventKinds,
  eventRecordSchema,
  questionSchema,
  shapeSchema,
} from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minutesIn, says } from '../reading-room.ts';

/** A log that is written event by event. */
function log() {
  const events: EventRecord[] = [];
  const numbers = new Map<string, number>();
  return {
    events,
    at<K extends EventKind>(seconds: number, kind: K, payload: EventPayloads[K], sessionId = 's1') {
      const sequence = numbers.get(sessionId) ?? 0;
      numbers.set(sessionId, sequence + 1);
      const event = {
        eventId: `${sessionId}-${sequence}`,
        studyId: 'study',
        taskId: 'task',
        readerId: 'r1',
        sessionId,
        sequence,
        at: minutesIn(seconds / 60),
        kind,
        payload,
      };
      // The payload is that of the kind.
      events.push(event as unknown as EventRecord);
      return this;
    },
  };
}
const opened = {
  zoneOffsetMinutes: 60,
  instructionsVersion: 'v',
  screen: { width: 100, height: 100, scale: 1 },
};

describe('active time', () => {
  it('leaves out the hidden tab and what lies beyond 30 idle seconds', () => {
    const { events } = log()
      .at(0, 'open', opened)
      .at(4, 'first-action', { input: 'key' })
      .at(20, 'active', {})
      .at(25, 'hide', {})
      .at(125, 'show', {})
      .at(130, 'active', {})
      .at(230, 'active', {})
      .at(240, 'submit', { answersHash: '0'.repeat(64) });
    expect(activeTime(events)).toEqual({
      activeSeconds: 25 + 5 + 30 + 10,
      spanSeconds: 240,
      hiddenSeconds: 100,
      idleSeconds: 70,
      firstActionSeconds: 4,
    });
    expect(activeTime(events, 200).activeSeconds).toBe(140);
    expect(activeTime([]).activeSeconds).toBe(0);
  });
  it('30 seconds without an event are active, 31 are 30', () => {
    const gap = (seconds: number) =>
      activeTime(log().at(0, 'open', opened).at(seconds, 'active', {}).events).activeSeconds;
    expect([gap(29), gap(30), gap(31), gap(3600)]).toEqual([29, 30, 30, 30]);
  });
  it('two tabs at once count once, the night before a resumption not at all', () => {
    const two = log()
      .at(0, 'open', opened)
      .at(20, 'active', {})
      .at(10, 'open', opened, 's2')
      .at(28, 'active', {}, 's2');
    expect(activeTime(two.events).activeSeconds).toBe(28);
    const night = log()
      .at(0, 'open', opened)
      .at(10, 'active', {})
      .at(40_000, 'resume', { from: 'server' })
      .at(40_010, 'active', {});
    expect(activeTime(night.events).activeSeconds).toBe(20);
  });
  it('never exceeds the span, and hidden time never counts, whatever the log', () => {
    const kinds = fc.constantFrom('active', 'hide', 'show', 'resume');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(120), kinds, fc.boolean()), { maxLength: 40 }),
        (steps) => {
          const made = log().at(0, 'open', opened);
          let now = 0;
          for (const [wait, kind, isOther] of steps) {
            now += wait;
            if (kind === 'resume')
              made.at(now, 'resume', { from: 'server' }, isOther ? 's2' : 's1');
            else made.at(now, kind as 'active', {}, isOther ? 's2' : 's1');
          }
          const time = activeTime(made.events);
          expect(time.activeSeconds).toBeLessThanOrEqual(time.spanSeconds + 1e-9);
          expect(time.activeSeconds).toBeLessThanOrEqual(30 * made.events.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('replay', () => {
  const stroke = (on: number[], off: number[] = [], frame = 0, step = 'brush') => ({
    questionId: 'lesion',
    shapeId: 'm',
    label: 'a',
    imageId: 'i',
    frame,
    width: 8,
    height: 4,
    on,
    off,
    step,
  });
  const point = shapeSchema.parse({
    kind: 'point',
    shapeId: 'p',
    label: 'a',
    imageId: 'i',
    frame: 0,
    x: 1,
    y: 2,
  });

  it('answers, corrections, strokes and undo come to the answer submitted, byte by byte', () => {
    const final: Answer[] = [
      says('no'),
      {
        questionId: 'lesion',
        outcome: 'answered',
        confidence: 1,
        value: {
          kind: 'shapes',
          shapes: [
            {
              kind: 'mask',
              shapeId: 'm',
              label: 'a',
              imageId: 'i',
              width: 8,
              height: 4,
              frames: [{ frame: 0, runs: [2, 3] }],
            },
          ],
        },
      },
    ];
    const { events } = log()
      .at(0, 'open', opened)
      .at(1, 'window', {
        viewport: 'main',
        imageId: 'i',
        centre: 40,
        width: 400,
        isInverted: false,
        preset: 'soft',
      })
      .at(2, 'answer', { answer: says('yes') })
      .at(3, 'stroke', stroke([2, 5]))
      .at(4, 'stroke', stroke([], [5, 2], 0, 'eraser'))
      .at(5, 'stroke', stroke([0, 32], [], 1))
      .at(6, 'stroke', stroke([], [0, 32], 1, 'undo brush'))
      .at(7, 'confidence', { questionId: 'lesion', confidence: 1 })
      .at(8, 'answer', { answer: says('no') })
      .at(9, 'submit', { answersHash: answersHash(final) });
    const played = replay(events);
    expect(canonicalJson(played.answers)).toBe(canonicalJson(final));
    expect(played).toMatchObject({
      isSubmitted: true,
      wasModelVisible: false,
      windows: [{ centre: 40, width: 400 }],
    });
    const questions = [
      {
        id: 'lesion',
        kind: 'mask',
        text: 'L',
        labels: [{ value: 'a', text: 'A' }],
        confidence: { kind: 'percent' },
      },
      {
        id: 'finding',
        kind: 'single',
        text: 'F',
        options: [
          { value: 'yes', text: 'Y' },
          { value: 'no', text: 'N' },
        ],
      },
    ].map((question) => questionSchema.parse(question));
    const stored = answersOfLog(questions, events);
    expect(stored.issues).toEqual([]);
    expect(canonicalJson(stored.answers)).toBe(canonicalJson([final[1], final[0]]));
  });
  it('a submission whose hash is not met, a missing event and a foreign event are refused', () => {
    const wrong = log()
      .at(0, 'answer', { answer: says('yes') })
      .at(1, 'submit', { answersHash: answersHash([says('no')]) });
    expect(() => replay(wrong.events)).toThrow(/not those that the events add up to/);
    const good = log()
      .at(0, 'open', opened)
      .at(1, 'answer', { answer: says('yes') })
      .at(2, 'active', {});
    expect(() => replay(good.events.toSpliced(1, 1))).toThrow(/missing/);
    expect(() => replay([...good.events, { ...good.events[0]!, taskId: 'other' }])).toThrow(
      /two tasks/,
    );
    const late = log()
      .at(0, 'submit', { answersHash: answersHash([]) })
      .at(1, 'answer', { answer: says('yes') });
    expect(() => replay(late.events)).toThrow(/after its submission/);
    expect(() => replay(log().at(0, 'stroke', stroke([30, 9])).events)).toThrow(/leaves its frame/);
    const huge = { ...stroke([0, 1]), width: 100_000, height: 100_000 };
    expect(() => replay(log().at(0, 'stroke', huge).events)).toThrow(/268 million/);
  });
  it('drawing takes "nothing found" back; erasing all of it leaves no answer, not "nothing found"', () => {
    const nothing: Answer = { questionId: 'lesion', outcome: 'nothing-found', confidence: null };
    const drawn = log().at(0, 'answer', { answer: nothing });
    expect(replay(drawn.events).answers).toEqual([nothing]);
    drawn.at(1, 'shape', { questionId: 'lesion', shape: point, step: 'point' });
    expect(replay(drawn.events).answers[0]?.outcome).toBe('answered');
    drawn.at(2, 'remove-shape', { questionId: 'lesion', shapeId: 'p', step: 'delete' });
    expect(replay(drawn.events).answers).toEqual([]);
    drawn.at(3, 'answer', { answer: nothing });
    expect(replay(drawn.events).answers).toEqual([nothing]);
  });
  it('the answer before the model was shown is kept', () => {
    const { events } = log()
      .at(0, 'answer', { answer: says('no') })
      .at(1, 'first-submit', { answersHash: answersHash([says('no')]) })
      .at(2, 'model-shown', { model: 'm1' })
      .at(3, 'answer', { answer: says('yes') })
      .at(4, 'submit', { answersHash: answersHash([says('yes')]) });
    expect(replay(events)).toMatchObject({
      firstAnswers: [says('no')],
      answers: [says('yes')],
      wasModelVisible: true,
    });
  });
  it('any strokes replay to the mask that they paint', () => {
    const run = fc.tuple(fc.nat(31), fc.nat(31), fc.boolean(), fc.nat(1));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (strokes) => {
        const bits = [new Uint8Array(32), new Uint8Array(32)];
        const made = log();
        strokes.forEach(([from, length, isOn, frame], at) => {
          const fit = Math.min(length + 1, 32 - from);
          bits[frame]!.fill(isOn ? 1 : 0, from, from + fit);
          made.at(
            at,
            'stroke',
            isOn ? stroke([from, fit], [], frame) : stroke([], [from, fit], frame),
          );
        });
        const frames = bits
          .map((one, frame) => ({ frame, runs: runsOf(one) }))
          .filter(({ runs }) => runs.length > 0);
        const [answer] = replay(made.events).answers;
        if (frames.length === 0) expect(answer).toBeUndefined();
        else expect(answer).toMatchObject({ value: { shapes: [{ frames }] } });
        // What is stored can be painted on again with the same outcome.
        if (answer !== undefined) {
          const again = log()
            .at(0, 'answer', { answer })
            .at(1, 'stroke', stroke([0, 1], [0, 1]));
          bits[0]![0] = 0;
          const left = bits
            .map((one, frame) => ({ frame, runs: runsOf(one) }))
            .filter(({ runs }) => runs.length > 0);
          const [after] = replay(again.events).answers;
          if (left.length > 0)
            expect(after).toMatchObject({ value: { shapes: [{ frames: left }] } });
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('event records', () => {
  it('every kind has a schema that takes its payload and refuses another key', () => {
    expect(eventKinds).toHaveLength(24);
    const { events } = log()
      .at(0, 'open', opened)
      .at(1, 'zoom', { viewport: 'main', scale: 2 })
      .at(2, 'hide', {})
      .at(3, 'flag', { text: '?' });
    for (const event of events) {
      expect(eventRecordSchema.parse(event)).toEqual(event);
      expect(
        eventRecordSchema.safeParse({ ...event, payload: { ...event.payload, extra: 1 } }).success,
      ).toBe(false);
      expect(eventRecordSchema.safeParse({ ...event, at: '2026-01-05 09:00' }).success).toBe(false);
    }
  });
});
