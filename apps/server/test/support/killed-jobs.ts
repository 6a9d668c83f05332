import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@equipoise/api';
import { pngOf } from '../../../../test/support/png.ts';
import { readAll, smallInstructions, smallProtocol, tokenOf } from './room.ts';

/** Jobs of a server that is killed: what it took and what it said had ended. */
export interface KilledJobs {
  /** Asks for audits, one after the other, and keeps what is said of them, until the server is gone. */
  readonly work: (isOver: () => boolean) => Promise<void>;
  /** Jobs that were seen to end. */
  readonly endedCount: () => number;
  /**
   * Jobs that are not as the server had said: gone, or with another end or other files.
   *
   * @param newest how many of them are looked at, the last first
   */
  readonly lost: (newest: number) => Promise<readonly string[]>;
  /** Waits until every job that was taken has ended. */
  readonly settle: () => Promise<void>;
}

const caseCount = 8;

/**
 * A study with settled labels of its own, whose audits are asked for while the server is killed.
 *
 * @param reader anybody of the server; reads the study's cases
 */
export async function killedJobs(
  owner: { readonly client: Client },
  reader: { readonly id: string; readonly client: Client },
): Promise<KilledJobs> {
  const { studyId } = await owner.client.addStudy({ body: { title: 'Audited' } });
  const params = { studyId };
  const { link } = await owner.client.inviteToStudy({ params, body: { role: 'reader', days: 1 } });
  await reader.client.acceptInvitation({ body: { token: tokenOf(link), account: null } });
  const { images } = await owner.client.importImages({
    params,
    fields: { cases: 'image' },
    files: Array.from({ length: caseCount }, (_, at) => ({
      name: `audited-${at}.png`,
      bytes: pngOf({ width: 4, height: 1, samples: Uint8Array.from([at, 1, 2, 250]) }),
    })),
  });
  const cases = images.map(({ caseId }) => caseId ?? '');
  const document = smallProtocol(studyId, cases, [{ readerId: reader.id, roles: ['reader'] }], {
    reads: { perCase: 1 },
    adjudication: { kind: 'none' },
    instructions: smallInstructions(images[0]?.record.imageId ?? ''),
  });
  await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.client.lockProtocol({ params, body: { version: 1 } });
  const places = new Map(images.map(({ record }, at) => [record.imageId, at]));
  await readAll(
    reader as never, // asks for the client and the id only
    studyId,
    (imageId) => places.get(imageId) ?? 0,
    (at) => (at % 2 === 0 ? 'yes' : 'no'),
  );
  await owner.client.settleConsensus({ params });

  const rows = cases.map((caseId, at) => `${caseId},${((at * 5) % caseCount) / caseCount}`);
  const predictions = new TextEncoder().encode(`case,score\n${rows.join('\n')}\n`);
  /** Each job that the server took, with the end that it told, or null. */
  const taken = new Map<string, string | null>();
  let current = '';

  async function endOf(jobId: string): Promise<string | null> {
    const job = await owner.client.job({ params: { studyId, jobId } });
    if (job.finishedAt === null) return null;
    const files: string[] = [];
    for (const name of job.files) {
      const { bytes } = await owner.client.jobFile({ params: { studyId, jobId, name } });
      files.push(`${name} ${createHash('sha256').update(bytes).digest('hex')}`);
    }
    return JSON.stringify([job.state, job.failure, files]);
  }

  return {
    async work(isOver) {
      while (!isOver()) {
        if (current === '') {
          const { jobId } = await owner.client.addJob({
            params,
            fields: { kind: 'audit', question: 'nodule', score: 'score', positive: 'yes' },
            files: [{ name: 'predictions.csv', bytes: predictions }],
          });
          taken.set(jobId, null);
          current = jobId;
        }
        const end = await endOf(current);
        if (end === null) await wait(50);
        else {
          taken.set(current, end);
          current = '';
        }
      }
    },
    endedCount: () => [...taken.values()].filter((end) => end !== null).length,
    async lost(newest) {
      const found: string[] = [];
      for (const [jobId, told] of [...taken].slice(-newest)) {
        const now = await endOf(jobId);
        if (told !== null && now !== told) found.push(`${jobId}: ${told} became ${now}`);
      }
      return found;
    },
    async settle() {
      for (const [jobId, told] of taken) {
        let end = told;
        for (let tick = 0; end === null && tick < 600; tick += 1) {
          end = await endOf(jobId);
          if (end === null) await wait(100);
        }
        if (end === null) throw new Error(`the job ${jobId} does not end`);
        taken.set(jobId, end);
      }
    },
  };
}
