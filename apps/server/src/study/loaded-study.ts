import { createHmac } from 'node:crypto';
import { instructionsVersion } from '@equipoise/annotation';
import { type LockedProtocol, studyProtocolSchema } from '@equipoise/domain';
import { caseNames, protocolVersion, type ReadTx, type Study } from '@equipoise/store';
import { refuse } from '../http/refuse.ts';

/** A locked study with what its work needs: protocol, and the two names of every case. */
export interface LoadedStudy {
  readonly studyId: string;
  readonly locked: LockedProtocol;
  /** Version number of the stored protocol. */
  readonly storedVersion: number;
  /** Store's id of a case by its name in the protocol. */
  readonly caseIdOf: ReadonlyMap<string, string>;
  readonly caseNameOf: ReadonlyMap<string, string>;
  /** Makes task ids that nobody else can compute. */
  readonly secret: string;
}

/** Protocols of locked studies, read once: they do not change. */
export interface LoadedStudies {
  /** @throws room/bad-state when the study is a draft */
  readonly load: (tx: ReadTx, study: Study) => Promise<LoadedStudy>;
}

/** Keeps the newest protocol of each study that was asked for. */
export function loadedStudies(): LoadedStudies {
  const kept = new Map<string, LoadedStudy>();
  return {
    async load(tx, study): Promise<LoadedStudy> {
      if (study.state === 'draft') {
        return refuse('room/bad-state', 'The study is not locked yet.', 'Lock its protocol first.');
      }
      const before = kept.get(study.id);
      if (before?.storedVersion === study.protocolVersion) return before;
      const loaded = await read(tx, study);
      kept.set(study.id, loaded);
      return loaded;
    },
  };
}

async function read(tx: ReadTx, study: Study): Promise<LoadedStudy> {
  const row = await protocolVersion(tx, study.id, study.protocolVersion);
  if (row === null) return refuse('room/bad-state', 'The study has no protocol.', 'Save one.');
  const protocol = studyProtocolSchema.parse(row.document);
  const cases = await caseNames(tx, study.id);
  return {
    studyId: study.id,
    storedVersion: row.version,
    locked: {
      protocol,
      hash: row.hash,
      instructionsVersion: instructionsVersion(protocol),
      lockedAt: row.lockedAt ?? row.createdAt,
      lockedBy: row.createdBy,
    },
    caseIdOf: new Map(cases.map((one) => [one.name, one.id])),
    caseNameOf: new Map(cases.map((one) => [one.id, one.name])),
    secret: secretOf(study),
  };
}

/** The secret of a study's task ids. */
export function secretOf(study: Study): string {
  return createHmac('sha256', Buffer.from(study.pseudonymKey, 'hex')).update('tasks').digest('hex');
}
