import type { Client } from '@equipoise/api';
import {
  type ProtocolCase,
  type ProtocolReader,
  type StudyProtocol,
  studyProtocolSchema,
} from '@equipoise/domain';

type CaseList = Awaited<ReturnType<Client['cases']>>['cases'];
type MemberList = Awaited<ReturnType<Client['members']>>['members'];

/** A case of the study as a protocol begins with it: measured, its attributes as strata. */
export function protocolCase(one: CaseList[number]): ProtocolCase {
  const { caseId, patientId, attributes, related } = one.record;
  const strata = attributes
    .filter(({ name, value }) => name !== '' && value !== '' && value.length <= 200)
    .map(({ name, value }) => [name, value] as const);
  return {
    caseId,
    patientId,
    use: 'measured',
    strata: Object.fromEntries(strata),
    reference: [],
    explanation: '',
    related,
  };
}

/** Members who read or decide, as people of a protocol. */
export function protocolReaders(members: MemberList): readonly ProtocolReader[] {
  const roles = new Map<string, ProtocolReader['roles'][number][]>();
  for (const { accountId, role, state } of members) {
    if (state !== 'active' || (role !== 'reader' && role !== 'adjudicator')) continue;
    roles.set(accountId, [...(roles.get(accountId) ?? []), role]);
  }
  return [...roles].map(([readerId, own]) => ({
    readerId,
    roles: own,
    skills: [],
    conflictCases: [],
    conflictStrata: [],
    capacity: 1,
  }));
}

/** What a first draft begins with, beside a template. */
export interface Beginning {
  readonly studyId: string;
  readonly title: string;
  readonly cases: CaseList;
  readonly members: MemberList;
}

/**
 * A draft of a template, or of nothing, with the cases and people that the study has.
 *
 * @param template its document; null for an empty protocol
 * @throws what the schema throws when the template is none
 */
export function beginDraft(template: unknown, study: Beginning): StudyProtocol {
  const document = template === null ? emptyDocument : Object(template);
  const parsed = studyProtocolSchema.parse({
    ...document,
    studyId: study.studyId,
    ...(template === null ? { title: study.title } : {}),
  });
  return {
    ...parsed,
    cases: study.cases.map(protocolCase),
    readers: protocolReaders(study.members),
  };
}

const emptyDocument: Readonly<Record<string, unknown>> = {
  schemaVersion: 1,
  reads: { perCase: 2 },
  adjudication: { kind: 'none' },
};
