import { answersHash, replay } from '@equipoise/annotation';
import type { Answer, EventRecord, Question } from '@equipoise/domain';
import { questionSchema } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/reading/event-log.ts';
import {
  allAnswers,
  changeForm,
  choose,
  emptyForm,
  type FormAction,
  fieldAnswer,
  nothingFound,
  restate,
  stepConfidence,
  ungradable,
} from '../../src/reading/form-state.ts';

const options = [
  { value: 'a', text: 'A' },
  { value: 'b', text: 'B' },
];
const questions: readonly Question[] = [
  { id: 'one', kind: 'single', text: 'One?', options, confidence: { kind: 'percent' } },
  { id: 'many', kind: 'multi', text: 'Many?', options, hasNothingFound: true },
  { id: 'size', kind: 'number', text: 'Size?', unit: 'mm' },
  {
    id: 'box',
    kind: 'box',
    text: 'Where?',
    labels: options,
    hasNothingFound: true,
    confidence: { kind: 'steps', labels: ['low', 'high'] },
  },
].map((question) => questionSchema.parse(question));
const [one, many, size, box] = questions as [Question, Question, Question, Question];

function clock() {
  let ms = 0;
  return {
    now: () => (ms += 10),
    instant: (at: number) => new Date(Date.UTC(2026, 0, 1) + at).toISOString(),
    zoneOffsetMinutes: () => 0,
    newId: () => `id-${ms}`,
  };
}

describe('the form of a case', () => {
  it('one option takes the place of the other; several are switched on and off', () => {
    const first = choose(one, emptyForm, 'a');
    expect(first).toMatchObject({ value: { kind: 'single', value: 'a' } });
    const state = changeForm(emptyForm, { kind: 'answer', answer: choose(many, emptyForm, 'a')! });
    expect(choose(many, state.state, 'b')).toMatchObject({ value: { values: ['a', 'b'] } });
    expect(choose(many, state.state, 'a')).toBeNull();
  });

  it('a field that says nothing, or no number, is no answer', () => {
    expect(fieldAnswer(size, emptyForm, '')).toBeNull();
    expect(fieldAnswer(size, emptyForm, '1x')).toBeNull();
    expect(fieldAnswer(size, emptyForm, ' 1,5 ')).toMatchObject({ value: { value: 1.5 } });
  });

  it('confidence starts in the middle and stays on its scale', () => {
    expect(stepConfidence(box, null, 1)).toBe(0);
    expect(stepConfidence(box, 1, 1)).toBe(1);
    expect(stepConfidence(one, null, -1)).toBe(50);
    expect(stepConfidence(one, 5, -1)).toBe(0);
    expect(stepConfidence(many, null, 1)).toBeNull();
  });

  it('what is said of a form adds up to the form, whatever was done in which order', () => {
    const shape = (at: number) => ({
      kind: 'box' as const,
      shapeId: `s${at}`,
      label: 'a',
      imageId: 'i',
      frame: 0,
      x: at,
      y: 0,
      width: 1,
      height: 1,
    });
    type Act =
      | { readonly kind: 'form'; readonly action: FormAction }
      | { readonly kind: 'draw'; readonly at: number }
      | { readonly kind: 'erase'; readonly at: number }
      | { readonly kind: 'nothing' };
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.constantFrom<Act>(
        { kind: 'form', action: { kind: 'answer', answer: choose(one, emptyForm, 'a')! } },
        { kind: 'form', action: { kind: 'answer', answer: choose(one, emptyForm, 'b')! } },
        { kind: 'form', action: { kind: 'answer', answer: ungradable('one', 'dark') } },
        { kind: 'form', action: { kind: 'answer', answer: nothingFound(many, emptyForm) } },
        { kind: 'form', action: { kind: 'clear', questionId: 'one' } },
        { kind: 'nothing' },
      ),
      fc.record({
        kind: fc.constant('form' as const),
        action: fc.record({
          kind: fc.constant('confidence' as const),
          questionId: fc.constantFrom('one', 'box'),
          confidence: fc.constantFrom(null, 0, 1),
          isDrawn: fc.constant(false),
        }),
      }),
      fc.record({ kind: fc.constantFrom('draw' as const, 'erase' as const), at: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), fc.boolean(), (acts, isRestated) => {
        const events: EventRecord[] = [];
        const head = { studyId: 's', taskId: 't', readerId: 'r', sessionId: 'tab' };
        const log = new EventLog(head, clock(), (event) => events.push(event));
        let form = emptyForm;
        const drawn = new Map<string, ReturnType<typeof shape>>();
        const apply = (action: FormAction): void => {
          const { state, events: said } = changeForm(form, action);
          form = state;
          for (const { kind, payload } of said) log.add(kind, payload);
        };
        const erase = (id: string): void => {
          if (!drawn.delete(id)) return;
          log.add('remove-shape', { questionId: 'box', shapeId: id, step: 'remove' });
        };
        for (const one of acts) {
          if (one.kind === 'form') {
            const { action } = one;
            apply(
              action.kind === 'confidence'
                ? { ...action, isDrawn: action.questionId === 'box' }
                : action,
            );
          } else if (one.kind === 'draw') {
            drawn.set(`s${one.at}`, shape(one.at));
            log.add('shape', { questionId: 'box', shape: shape(one.at), step: 'draw' });
            apply({ kind: 'drawn', questionId: 'box' });
          } else if (one.kind === 'erase') erase(`s${one.at}`);
          else {
            for (const id of [...drawn.keys()]) erase(id);
            apply({ kind: 'answer', answer: nothingFound(box, form) });
          }
        }
        const shapes = [...drawn.values()].sort((a, b) => (a.shapeId < b.shapeId ? -1 : 1));
        const drawnAnswers: Answer[] =
          shapes.length === 0
            ? []
            : [
                {
                  questionId: 'box',
                  outcome: 'answered',
                  value: { kind: 'shapes', shapes },
                  confidence: form.sure.get('box') ?? null,
                },
              ];
        if (isRestated) {
          for (const event of restate(questions, form, drawnAnswers)) {
            log.add(event.kind, event.payload);
          }
        }
        const answers = allAnswers(form, drawnAnswers);
        log.add('submit', { answersHash: answersHash(answers) });
        const replayed = replay(events);
        expect(replayed.isSubmitted).toBe(true);
        expect(replayed.answers).toEqual(answers);
      }),
    );
  });
});
