import type { ReadersDocument } from '@equipoise/domain';
import { paint, plain, type Terminal } from '../terminal.ts';

/** What a command about readers prints: the answer in plain words, findings, where the report lies. */
export function showReaders(document: ReadersDocument, folder: string, terminal: Terminal): void {
  const { flow } = document;
  const unit =
    flow.unit === 'patient'
      ? `${flow.patientCount} patients`
      : 'CASES are the unit: no patient column';
  terminal.out(
    `${paint(terminal, 'bold', plain(document.title))}\n${flow.readerCount === 0 ? '' : `${flow.readerCount} readers, `}${flow.caseCount} cases, ${unit}\n\n`,
  );
  for (const sentence of document.summary) terminal.out(`${plain(sentence)}\n`);
  const shown = document.findings.slice(0, 40);
  if (shown.length > 0) terminal.out('\n');
  for (const finding of shown) {
    const task = finding.task === '' ? '' : `${plain(finding.task)}: `;
    terminal.out(
      `${finding.role === 'description' ? '·' : finding.verdict}  ${task}${plain(finding.sentence)}\n`,
    );
  }
  if (document.findings.length > shown.length) {
    terminal.out(`… and ${document.findings.length - shown.length} more in the report\n`);
  }
  terminal.out(`\nReport: ${plain(folder)}/report.html\n`);
}

/** The same as one JSON object, for programs. */
export function readersJson(document: ReadersDocument, folder: string, exitCode: number): string {
  const { summary, estimates, findings, warnings } = document;
  return `${JSON.stringify({ folder, exitCode, summary, estimates, findings, warnings }, null, 2)}\n`;
}

/** Warnings on stderr. */
export function warnReaders(document: ReadersDocument, terminal: Terminal): void {
  for (const warning of document.warnings) {
    terminal.err(`${paint(terminal, 'yellow', 'warning')}: ${plain(warning.sentence)}\n`);
  }
  if (document.flow.unit === 'case') {
    terminal.err(
      `${paint(terminal, 'yellow', 'WARNING')}: no patient was declared, so cases are taken as independent; intervals are too narrow where patients have several.\n`,
    );
  }
}
