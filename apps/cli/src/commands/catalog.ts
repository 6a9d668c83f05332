import type { CommandSpec } from '../command.ts';
import { agreementCommand } from './agreement.ts';
import { auditCommand } from './audit.ts';
import { backupCommand } from './backup.ts';
import { consensusCommand } from './consensus.ts';
import { datasetsCommand } from './datasets.ts';
import { demoCommand } from './demo.ts';
import { inspectCommand } from './inspect.ts';
import { instructionsCommand } from './instructions.ts';
import { labelErrorsCommand } from './label-errors.ts';
import { phantomCommand } from './phantom.ts';
import { readerStudyCommand } from './reader-study.ts';
import { resetLinkCommand } from './reset-link.ts';
import { restoreCommand } from './restore.ts';
import { serveCommand } from './serve.ts';
import { verifyCommand } from './verify.ts';
import { verifyLogCommand } from './verify-log.ts';
import { verifyStatsCommand } from './verify-stats.ts';

/** All verbs, in the order of the help. */
export const commandCatalog: readonly CommandSpec[] = [
  auditCommand,
  demoCommand,
  inspectCommand,
  phantomCommand,
  datasetsCommand,
  agreementCommand,
  consensusCommand,
  labelErrorsCommand,
  readerStudyCommand,
  instructionsCommand,
  verifyStatsCommand,
  serveCommand,
  resetLinkCommand,
  verifyLogCommand,
  backupCommand,
  restoreCommand,
  verifyCommand,
];
