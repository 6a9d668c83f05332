import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Answer, ImageRecord } from '@equipoise/domain';
import { encodeFrame } from '@equipoise/imaging';
import { roomStatistics } from '@equipoise/workbench';
import { skipUnless } from '../../../../test/support/skip.ts';
import { type Visitor, visitorOf } from '../../../../test/support/visitor.ts';
import {
  createServer,
  type RunningServer,
  realWorld,
  type ServerOptions,
} from '../../src/index.ts';
import type { Ingest } from '../../src/ports/ingest.ts';

/** An ingest that takes any bytes for a picture of 4 × 4 pixels, so that tests of the server need no decoder. */
export const smallIngest: Ingest = async ({ files, folder, newId }) => {
  mkdirSync(folder, { recursive: true });
  const images = files.map(({ path }, at) => {
    const data = new Uint8Array(16).map((_, i) => readFileSync(path)[i] ?? i);
    const frame = encodeFrame(
      { width: 4, height: 4, channels: 1, samples: data },
      (bytes: Uint8Array) => deflateRawSync(bytes),
    );
    const out = join(folder, `${at}`);
    writeFileSync(out, frame as Uint8Array);
    const record: ImageRecord = {
      imageId: newId(),
      kind: 'grey',
      width: 4,
      height: 4,
      frameCount: 1,
      bits: 8,
      signed: false,
      slope: 1,
      intercept: 0,
      unit: 'raw',
      spacingMm: [1, 1],
      sliceSpacingMm: null,
      orientation: null,
      positions: null,
      presets: [],
      photometric: 'MONOCHROME2',
      pixelHash: createHash('sha256').update(data).digest('hex'),
      lossySource: false,
      source: { format: 'test', transferSyntax: null },
    };
    return { record, frames: [out], header: null, patient: null, study: null, series: null };
  });
  return {
    images,
    files: files.map(({ name }, at) => ({
      name,
      status: 'taken' as const,
      imageId: images[at]?.record.imageId ?? '',
    })),
  };
};

/** A server in a new folder. */
export interface TestRoom {
  readonly server: RunningServer;
  /** The server's data. */
  readonly folder: string;
  /** A client of a person who is not signed in yet; cookies are kept. */
  readonly visitor: () => Visitor;
  readonly remove: () => Promise<void>;
}

/** Limits that no test reaches unless it is about them. */
const wideLimits = {
  signInsAMinute: 10_000,
  requestsAMinute: 6_000_000,
  heavyAMinute: 1_000_000,
  strangersAMinute: 6_000_000,
};

/** Starts a server in a new folder; null, with a printed and logged reason, where the embedded database cannot start. */
export async function testRoom(options: Partial<ServerOptions> = {}): Promise<TestRoom | null> {
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-server-'));
  chmodSync(folder, 0o711);
  try {
    const { tell: _quiet, ...world } = realWorld();
    const server = await createServer({
      folder: join(folder, 'data'),
      world: { ...world, tell: (line) => process.env['EQUIPOISE_TELL'] && console.error(line) },
      port: 0,
      ports: { ingest: smallIngest, statistics: roomStatistics },
      ...options,
      limits: { ...wideLimits, ...options.limits },
    });
    return {
      server,
      folder: join(folder, 'data'),
      visitor: () => visitorOf(server.url),
      async remove() {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'store/no-engine' || code === 'store/engine-failed') {
      skipUnless(false, `the embedded database cannot start (${code}): tests of the server`);
      return null;
    }
    throw error;
  }
}

/** The token of a link. */
export function tokenOf(link: string): string {
  return link.slice(link.indexOf('#') + 1);
}

const password = 'a sentence nobody guesses';

/** Signs a new person in through a link. */
export async function join1(
  room: TestRoom,
  link: string,
  name: string,
): Promise<Visitor & { id: string }> {
  const visitor = room.visitor();
  const { account } = await visitor.client.acceptInvitation({
    body: {
      token: tokenOf(link),
      account: { email: `${name}@example.test`, displayName: name, password },
    },
  });
  return { ...visitor, id: account.accountId };
}

/** Makes the owner of a server and a study. */
export async function ownerAndStudy(
  room: TestRoom,
): Promise<{ readonly owner: Visitor & { id: string }; readonly studyId: string }> {
  const owner = await join1(room, room.server.ownerLink ?? '', 'owner');
  const { studyId } = await owner.client.addStudy({ body: { title: 'Nodules' } });
  return { owner, studyId };
}

/** Invites somebody into a study. */
export async function invite(
  room: TestRoom,
  owner: Visitor,
  studyId: string,
  role: 'owner' | 'curator' | 'adjudicator' | 'reader' | 'viewer',
  name: string,
): Promise<Visitor & { id: string }> {
  const { link } = await owner.client.inviteToStudy({
    params: { studyId },
    body: { role, days: 1 },
  });
  return join1(room, link, name);
}

/** Takes so many pictures in, each a case. */
export async function addCases(
  owner: Visitor,
  studyId: string,
  count: number,
): Promise<readonly string[]> {
  const { images } = await owner.client.importImages({
    params: { studyId },
    fields: { cases: 'image' },
    files: Array.from({ length: count }, (_, at) => ({
      name: `patient smith ${at}.dcm`,
      bytes: new Uint8Array(16).fill(at + 1),
    })),
  });
  return images.map(({ caseId }) => caseId ?? '');
}

/** A protocol with one question of two answers and an "ungradable". */
export function smallProtocol(
  studyId: string,
  cases: readonly string[],
  people: readonly { readonly readerId: string; readonly roles: readonly string[] }[],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    schemaVersion: 1,
    studyId,
    title: 'Nodules',
    questions: [
      {
        id: 'nodule',
        kind: 'single',
        text: 'Is there a nodule?',
        options: [
          { value: 'no', text: 'No nodule' },
          { value: 'yes', text: 'A nodule' },
        ],
        ungradable: [{ value: 'blurred', text: 'Out of focus' }],
      },
    ],
    cases: cases.map((caseId, at) => ({ caseId, strata: { site: at % 2 === 0 ? 'A' : 'B' } })),
    readers: people,
    reads: { perCase: 3 },
    adjudication: { kind: 'senior', when: 'disagreement', hasOwnReadFirst: true },
    analysisPlan: "Krippendorff's alpha over all readers.",
    ...more,
  };
}

/** Instructions with an example for each answer of {@link smallProtocol}. */
export function smallInstructions(imageId: string): Record<string, unknown> {
  return {
    text: 'Look at the whole picture.',
    labels: ['no', 'yes'].map((label) => ({
      questionId: 'nodule',
      label,
      text: label,
      examples: [{ imageId, kind: 'positive', caption: label }],
    })),
  };
}

/** An answer to the question of {@link smallProtocol}. */
export function said(value: string): Answer {
  return value === 'ungradable'
    ? { questionId: 'nodule', outcome: 'ungradable', reason: 'blurred', note: '' }
    : {
        questionId: 'nodule',
        outcome: 'answered',
        value: { kind: 'single', value },
        confidence: null,
      };
}

/** Confirms the instructions. */
export async function confirm(reader: Visitor, studyId: string): Promise<string> {
  const { versions } = await reader.client.instructions({ params: { studyId } });
  const version = versions.at(-1)?.version ?? '';
  await reader.client.confirmInstructions({ params: { studyId }, body: { version } });
  return version;
}

/** Reads the whole queue; `answer` decides by the picture's number (1, 2, 3 …). */
export async function readAll(
  reader: Visitor & { id: string },
  studyId: string,
  numberOf: (imageId: string) => number,
  answer: (picture: number) => string,
): Promise<number> {
  const instructionsVersion = await confirm(reader, studyId);
  for (let count = 0; ; count += 1) {
    const next = await reader.client.nextTask({ params: { studyId }, body: {} });
    if (next.kind !== 'task') return count;
    const { task } = next;
    const value = answer(numberOf(task.images[0]?.imageId ?? ''));
    const at = (second: number): string =>
      new Date(Date.UTC(2026, 0, 1, 10, count, second)).toISOString();
    const event = (sequence: number, second: number, kind: string, payload: unknown) =>
      ({
        eventId: randomUUID(),
        studyId,
        taskId: task.taskId,
        readerId: reader.id,
        sessionId: 'tab-1',
        sequence,
        at: at(second),
        kind,
        payload,
      }) as never;
    await reader.client.sendEvents({
      params: { studyId, taskId: task.taskId },
      body: {
        events: [
          event(0, 0, 'open', {
            zoneOffsetMinutes: 60,
            instructionsVersion,
            screen: { width: 1920, height: 1080, scale: 1 },
          }),
          event(1, 1, 'first-action', { input: 'key' }),
          event(2, 5 + (count % 7), 'answer', { answer: said(value) }),
        ],
      },
    });
    await reader.client.submit({
      params: { studyId, taskId: task.taskId },
      body: {
        expectedVersion: 0,
        requestId: randomUUID(),
        device: 'tab-1',
        answers: [said(value)],
        instructionsVersion,
      },
    });
  }
}
