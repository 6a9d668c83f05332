import { randomUUID } from 'node:crypto';
import type { Answer, Shape } from '@equipoise/domain';
import { pngOf } from '../../../../test/support/png.ts';
import { inviteInto, joinBy, type Person } from './people.ts';
import { phantomOf } from './pictures.ts';
import type { ServedRoom } from './serve.ts';

/** A study with people in it, and how far it has come. */
export interface PreparedStudy {
  readonly studyId: string;
  readonly owner: Person;
  readonly curator: Person;
  readonly viewer: Person;
  readonly readers: readonly Person[];
  readonly judge: Person;
  readonly cases: readonly string[];
}

/** How far a prepared study has come. */
export type Stage = 'empty' | 'imported' | 'locked' | 'read' | 'settled';

const stages: readonly Stage[] = ['empty', 'imported', 'locked', 'read', 'settled'];

/**
 * Makes a study of made-up radiographs through the API: three readers say whether there is an opacity, and draw it.
 * The third reader differs on every fourth case and finds the seventh ungradable.
 */
export async function studyOfOpacities(
  room: ServedRoom,
  stage: Stage,
  { caseCount = 12, known }: { caseCount?: number; known?: Person } = {},
): Promise<PreparedStudy> {
  const has = (needed: Stage): boolean => stages.indexOf(stage) >= stages.indexOf(needed);
  const owner = known ?? (await joinBy(room.url, room.ownerLink ?? '', 'Owner'));
  const { studyId } = await owner.client.addStudy({ body: { title: 'Opacities on phantoms' } });
  const params = { studyId };
  const { curator, viewer, readers, judge } = await crewOf(room, owner, studyId);
  const people = { studyId, owner, curator, viewer, readers, judge };
  if (!has('imported')) return { ...people, cases: [] };

  const { images } = await curator.client.importImages({
    params,
    fields: { cases: 'image' },
    files: Array.from({ length: caseCount }, (_, at) => ({
      name: `phantom-${at + 1}.png`,
      bytes: pngOf(phantomOf(at + 1)),
    })),
  });
  // Read by number of the phantom: by pixels, since files may come in any order.
  const cases = images.map(({ caseId }) => caseId ?? '');
  const study: PreparedStudy = { ...people, cases };
  if (!has('locked')) return study;

  const document = opacityProtocol(study, images[0]?.record.imageId ?? '');
  await curator.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await curator.client.lockProtocol({ params, body: { version: 1 } });
  if (!has('read')) return study;

  const { images: kept } = await curator.client.images({ params });
  const numbers = new Map(
    kept.map(({ record, caseIds }) => [record.imageId, cases.indexOf(caseIds[0] ?? '') + 1]),
  );
  for (const [at, reader] of readers.entries()) {
    await readQueue(reader, studyId, (imageId) =>
      opacityAnswers(at, numbers.get(imageId) ?? 0, imageId),
    );
  }
  if (!has('settled')) return study;
  const { adjudications } = await judge.client.adjudications({ params });
  for (const { adjudicationId } of adjudications) {
    const place = { studyId, adjudicationId };
    const seen = await judge.client.adjudication({ params: place });
    const imageId = seen.images[0]?.imageId ?? '';
    const own = await judge.client.decide({
      params: place,
      body: {
        expectedVersion: seen.version,
        action: 'read',
        answers: [...opacityAnswers(0, numbers.get(imageId) ?? 0, imageId)],
      },
    });
    // The letters are dealt by chance: the read that says what the judge says.
    const said = JSON.stringify(choiceOf(own.reads.find(({ isOwn }) => isOwn)?.answers));
    const letter =
      own.reads.find(({ isOwn, answers }) => !isOwn && JSON.stringify(choiceOf(answers)) === said)
        ?.letter ?? '';
    await judge.client.decide({
      params: place,
      body: {
        expectedVersion: own.version,
        action: 'accept',
        accepted: letter,
        reason: 'Seen on both halves of the window.',
      },
    });
  }
  await curator.client.settleConsensus({ params });
  return study;
}

/** The choice among answers, without its confidence. */
function choiceOf(answers: readonly Answer[] | undefined): unknown {
  const choice = answers?.find(({ questionId }) => questionId === 'opacity');
  return choice?.outcome === 'answered' ? choice.value : choice?.outcome;
}

type Crew = Pick<PreparedStudy, 'curator' | 'viewer' | 'readers' | 'judge'>;

/** Who has joined at a server: the next study takes the same people, since joining is limited by the minute. */
const crews = new Map<string, Crew>();

async function crewOf(room: ServedRoom, owner: Person, studyId: string): Promise<Crew> {
  const known = crews.get(room.url);
  if (known !== undefined) {
    const add = (person: Person, role: 'curator' | 'viewer' | 'reader' | 'adjudicator') =>
      owner.client.setMember({
        params: { studyId, accountId: person.id },
        body: { role, state: 'active', why: 'Takes part again.' },
      });
    await add(known.curator, 'curator');
    await add(known.viewer, 'viewer');
    for (const reader of known.readers) await add(reader, 'reader');
    await add(known.judge, 'adjudicator');
    return known;
  }
  const invite = (role: 'curator' | 'viewer' | 'reader' | 'adjudicator', name: string) =>
    inviteInto(room.url, owner, studyId, role, name);
  const curator = await invite('curator', 'Curator');
  const viewer = await invite('viewer', 'Viewer');
  const readers: Person[] = [];
  for (const letter of ['A', 'B', 'C']) readers.push(await invite('reader', `Reader ${letter}`));
  const crew = { curator, viewer, readers, judge: await invite('adjudicator', 'Adjudicator') };
  crews.set(room.url, crew);
  return crew;
}

/** The protocol of the study: one choice with confidence, a box and a mask when there is something. */
export function opacityProtocol(
  study: Pick<PreparedStudy, 'studyId' | 'readers' | 'judge' | 'cases'>,
  exampleImage: string,
): Record<string, unknown> {
  const when = { question: 'opacity', is: ['yes'] };
  const options = [
    { value: 'no', text: 'No opacity' },
    { value: 'yes', text: 'An opacity' },
  ];
  const example = (kind: string, caption: string) => ({ imageId: exampleImage, kind, caption });
  const drawn = { showWhen: when, labels: [{ value: 'opacity', text: 'Opacity' }], fewest: 1 };
  return {
    schemaVersion: 1,
    studyId: study.studyId,
    title: 'Opacities on phantoms',
    description: 'Is there a round opacity, and where?',
    questions: [
      {
        id: 'opacity',
        kind: 'single',
        text: 'Is there a round opacity?',
        options,
        confidence: { kind: 'steps', labels: ['Unsure', 'Fairly sure', 'Sure'], isRequired: false },
        ungradable: [
          { value: 'noise', text: 'Too noisy' },
          { value: 'cut', text: 'Lung cut off' },
        ],
      },
      { id: 'place', kind: 'box', text: 'Draw a box around it.', ...drawn },
      { id: 'outline', kind: 'mask', text: 'Paint it.', ...drawn, isRequired: false },
    ],
    instructions: {
      text: 'Look at both lungs. An opacity is round and brighter than what surrounds it.',
      labels: [
        ...options.map(({ value, text }) => ({
          questionId: 'opacity',
          label: value,
          text,
          examples: [example('positive', text)],
        })),
        ...['place', 'outline'].map((questionId) => ({
          questionId,
          label: 'opacity',
          text: 'All of it, nothing else.',
          examples: [example('borderline', 'A faint edge belongs to it.')],
        })),
      ],
    },
    cases: study.cases.map((caseId, at) => ({
      caseId,
      strata: { site: at % 2 === 0 ? 'North' : 'South' },
    })),
    readers: [
      ...study.readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      { readerId: study.judge.id, roles: ['adjudicator'] },
    ],
    reads: { perCase: 3 },
    adjudication: {
      kind: 'senior',
      when: 'disagreement',
      hasOwnReadFirst: true,
      questions: ['opacity'],
    },
    analysisPlan: "Krippendorff's alpha over all readers.",
  };
}

/** What a reader of the study says to the phantom of a number. */
export function opacityAnswers(reader: number, number: number, imageId: string): readonly Answer[] {
  if (reader === 2 && number === 7) {
    return [{ questionId: 'opacity', outcome: 'ungradable', reason: 'noise', note: '' }];
  }
  const phantom = phantomOf(number);
  const isThere = phantom.opacity !== null;
  const says = reader === 2 && number % 4 === 0 ? !isThere : isThere;
  const choice: Answer = {
    questionId: 'opacity',
    outcome: 'answered',
    value: { kind: 'single', value: says ? 'yes' : 'no' },
    confidence: (number + reader) % 3,
  };
  if (!says) return [choice];
  const { x, y, radius } = phantom.opacity ?? { x: 100, y: 150, radius: 14 };
  const grown = radius + reader;
  const box: Shape = {
    kind: 'box',
    shapeId: 'box-1',
    label: 'opacity',
    imageId,
    frame: 0,
    x: x - grown,
    y: y - grown,
    width: 2 * grown,
    height: 2 * grown,
  };
  const bits = new Uint8Array(phantom.width * phantom.height);
  for (let row = y - grown; row <= y + grown; row += 1) {
    for (let column = x - grown; column <= x + grown; column += 1) {
      if (Math.hypot(column - x - reader, row - y) <= grown) bits[row * phantom.width + column] = 1;
    }
  }
  const mask: Shape = {
    kind: 'mask',
    shapeId: 'mask-1',
    label: 'opacity',
    imageId,
    width: phantom.width,
    height: phantom.height,
    frames: [{ frame: 0, runs: runsOf(bits) }],
  };
  const shapes = (questionId: string, shape: Shape): Answer => ({
    questionId,
    outcome: 'answered',
    value: { kind: 'shapes', shapes: [shape] },
    confidence: null,
  });
  return [choice, shapes('place', box), shapes('outline', mask)];
}

function runsOf(bits: Uint8Array): number[] {
  const runs: number[] = [];
  let from = 0;
  for (let i = 1; i <= bits.length; i += 1) {
    if (i < bits.length && bits[i] === bits[i - 1]) continue;
    if (i === bits.length && runs.length % 2 === 0) break;
    runs.push(i - from);
    from = i;
  }
  return runs;
}

/** Confirms the instructions and answers the whole queue of a reader. */
export async function readQueue(
  reader: Person,
  studyId: string,
  answersOf: (imageId: string) => readonly Answer[],
): Promise<number> {
  const params = { studyId };
  const { versions } = await reader.client.instructions({ params });
  const instructionsVersion = versions.at(-1)?.version ?? '';
  await reader.client.confirmInstructions({ params, body: { version: instructionsVersion } });
  for (let count = 0; ; count += 1) {
    const next = await reader.client.nextTask({ params, body: {} });
    if (next.kind !== 'task') return count;
    const { task } = next;
    const answers = answersOf(task.images[0]?.imageId ?? '');
    await reader.client.sendEvents({
      params: { studyId, taskId: task.taskId },
      body: {
        events: eventsOf(reader.id, studyId, task.taskId, count, instructionsVersion, answers),
      },
    });
    await reader.client.submit({
      params: { studyId, taskId: task.taskId },
      body: {
        expectedVersion: 0,
        requestId: randomUUID(),
        device: 'tab-1',
        answers: [...answers],
        instructionsVersion,
      },
    });
  }
}

function eventsOf(
  readerId: string,
  studyId: string,
  taskId: string,
  count: number,
  instructionsVersion: string,
  answers: readonly Answer[],
): never[] {
  const screen = { width: 1920, height: 1080, scale: 1 };
  const said: [string, unknown][] = [
    ['open', { zoneOffsetMinutes: 60, instructionsVersion, screen }],
    ['first-action', { input: 'key' }],
  ];
  for (const answer of answers) {
    if (answer.outcome !== 'answered' || answer.value.kind !== 'shapes') {
      said.push(['answer', { answer }]);
      continue;
    }
    for (const shape of answer.value.shapes) {
      if (shape.kind !== 'mask') {
        said.push(['shape', { questionId: answer.questionId, shape, step: `draw ${shape.kind}` }]);
        continue;
      }
      const { kind: _kind, frames, ...place } = shape;
      for (const { frame, runs } of frames) {
        const on: number[] = [];
        let from = 0;
        runs.forEach((run, at) => {
          if (at % 2 === 1) on.push(from, run);
          from += run;
        });
        said.push([
          'stroke',
          { questionId: answer.questionId, ...place, frame, on, off: [], step: 'brush' },
        ]);
      }
    }
  }
  return said.map(
    ([kind, payload], sequence) =>
      ({
        eventId: randomUUID(),
        studyId,
        taskId,
        readerId,
        sessionId: 'tab-1',
        sequence,
        at: new Date(Date.UTC(2026, 0, 5, 9, count, sequence * (3 + (count % 4)))).toISOString(),
        kind,
        payload,
      }) as never, // checked by the server
  );
}
