import type { PgTable } from 'drizzle-orm/pg-core';
import { accounts, passwordResets, recoveryCodes, sessions } from './accounts.ts';
import { anchors, eventChains, events } from './events.ts';
import { adjudications, blobUses, consensusLabels, jobs, messages, settings } from './outcome.ts';
import { apiKeys, invitations, memberships } from './people.ts';
import {
  caseImages,
  cases,
  imageFrames,
  images,
  instructionArms,
  instructionReads,
  instructions,
  protocolVersions,
  studies,
} from './studies.ts';
import {
  answers,
  answerVersions,
  assignments,
  drafts,
  orders,
  readingEvents,
  strokes,
} from './work.ts';

/** Every table, each after those it points at: the order in which a backup is read back. */
export const tables: readonly PgTable[] = [
  accounts,
  recoveryCodes,
  passwordResets,
  sessions,
  studies,
  memberships,
  invitations,
  apiKeys,
  protocolVersions,
  instructions,
  instructionReads,
  instructionArms,
  images,
  imageFrames,
  cases,
  caseImages,
  orders,
  assignments,
  answers,
  answerVersions,
  drafts,
  strokes,
  readingEvents,
  adjudications,
  consensusLabels,
  messages,
  jobs,
  blobUses,
  settings,
  eventChains,
  events,
  anchors,
];
