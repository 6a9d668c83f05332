/** Entry of a job's process: does one task and ends. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AuditProtocol, isCodedError } from '@equipoise/domain';
import type { LabelErrorsProtocol } from '@equipoise/workbench';
import { type ChildMessage, type ChildTask, cellsFile } from './child-messages.ts';

function say(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

async function work(task: ChildTask): Promise<void> {
  const { auditCells, runAudit, runLabelErrors } = await import('@equipoise/workbench');
  const options = {
    clock: () => new Date().toISOString(),
    nodeVersion: process.version,
    command: task.command,
    onProgress: (label: string, done: number, total: number) => {
      void say({ kind: 'progress', label, share: total > 0 ? done / total : 0 });
    },
  };
  try {
    // Put together by the server from checked fields.
    const { exitCode } =
      task.kind === 'audit'
        ? await runAudit(task.protocol as AuditProtocol, {
            ...options,
            onStudy: (build, cases) => {
              const cells = JSON.stringify(auditCells(build, cases, task.caseColumn));
              const folder = dirname(String(task.protocol['out']));
              writeFileSync(join(folder, cellsFile), cells, { mode: 0o600 });
            },
          })
        : await runLabelErrors(task.protocol as unknown as LabelErrorsProtocol, options);
    await say({ kind: 'done', exitCode });
  } catch (error) {
    await say(
      isCodedError(error)
        ? { kind: 'failed', code: error.code, sentence: error.sentence, mend: error.mend }
        : {
            kind: 'failed',
            code: 'server/job-failed',
            sentence: 'The job failed for a reason that was not foreseen.',
            mend: 'Run the command on the export to see more.',
          },
    );
  }
}

process.once('message', (task: ChildTask) => {
  void work(task).then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
