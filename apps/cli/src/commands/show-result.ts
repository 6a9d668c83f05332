import type { AuditDocument, Estimate, Finding } from '@equipoise/domain';
import { tableText } from '../table-text.ts';
import { paint, plain, type Terminal } from '../terminal.ts';

const verdictStyle = {
  'within-margin': 'green',
  'beyond-margin': 'red',
  'cannot-tell': 'yellow',
  'not-assessable': 'dim',
} as const;

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}

function overall(document: AuditDocument): string[][] {
  return document.estimates
    .filter(
      (one) =>
        one.versus === null &&
        one.class === null &&
        one.labels === undefined &&
        Object.keys(one.slice).length === 0,
    )
    .map((one: Estimate) => [
      plain(one.task),
      plain(one.model),
      one.metric,
      one.value === null ? `undefined (${one.undefinedReason ?? '?'})` : number(one.value),
      one.low === null ? '–' : `${number(one.low)} to ${number(one.high)}`,
      String(one.caseCount),
      String(one.patientCount),
    ]);
}

function confirmatory(document: AuditDocument): readonly Finding[] {
  return document.findings.filter((one) => one.role === 'confirmatory' && one.attribute !== null);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a run prints on stdout: the overall figures, one verdict a family, gates, where the report lies. */
export function showResult(document: AuditDocument, folder: string, terminal: Terminal): void {
  const { flow } = document;
  const last = flow.steps.at(-1);
  if (last !== undefined) {
    const unit =
      flow.unit === 'patient'
        ? counted(last.patientCount, 'patient')
        : 'ROWS are the unit: no patient column';
    terminal.out(
      `${paint(terminal, 'bold', plain(document.title))}\n${counted(last.rowCount, 'row')}, ${unit}\n\n`,
    );
  }
  const rows = overall(document);
  if (rows.length > 0) {
    const shown = rows.slice(0, 60);
    terminal.out(
      `${tableText(['task', 'model', 'metric', 'value', 'interval', 'cases', 'patients'], shown, new Set([3, 5, 6]))}`,
    );
    if (rows.length > shown.length)
      terminal.out(`… and ${rows.length - shown.length} more in report.json\n`);
    terminal.out('\n');
  }
  const findings = confirmatory(document);
  const severalModels = document.declared.models.length > 1;
  for (const finding of findings.slice(0, 60)) {
    const verdict = paint(terminal, verdictStyle[finding.verdict], finding.verdict.padEnd(14));
    const model = severalModels ? `${plain(finding.model)}: ` : '';
    terminal.out(`${verdict}  ${model}${plain(finding.sentence)}\n`);
  }
  if (findings.length > 60)
    terminal.out(`… and ${findings.length - 60} more verdicts in the report\n`);
  for (const gate of document.gates) {
    const style = gate.outcome === 'met' ? 'green' : gate.outcome === 'broken' ? 'red' : 'yellow';
    terminal.out(
      `${paint(terminal, style, `gate ${gate.outcome}`)}  ${plain(gate.name)}: ${plain(gate.sentence)}\n`,
    );
  }
  for (const evidence of document.evidence) {
    if (evidence.kind !== 'planted-and-found') continue;
    terminal.out('\nPlanted against found\n');
    for (const row of evidence.data.rows) {
      const mark = row.isFound
        ? paint(terminal, 'green', 'found    ')
        : paint(terminal, 'yellow', 'not found');
      terminal.out(`${mark}  ${row.planted}\n           ${row.found}\n`);
    }
  }
  terminal.out(`\nReport: ${plain(folder)}/report.html\n`);
}

/** The same as one JSON object, for programs. */
export function resultJson(document: AuditDocument, folder: string, exitCode: number): string {
  return `${JSON.stringify(
    {
      folder,
      exitCode,
      overall: document.estimates.filter(
        (one) => one.versus === null && Object.keys(one.slice).length === 0,
      ),
      findings: document.findings.map(
        ({ id, task, model, attribute, metric, verdict, sentence }) => ({
          id,
          task,
          model,
          attribute,
          metric,
          verdict,
          sentence,
        }),
      ),
      gates: document.gates,
      warnings: document.warnings,
    },
    null,
    2,
  )}\n`;
}

/** Warnings on stderr, each once. */
export function showWarnings(document: AuditDocument, terminal: Terminal): void {
  for (const warning of document.warnings) {
    const mark = paint(terminal, 'yellow', warning.code === 'no-patient' ? 'WARNING' : 'warning');
    terminal.err(`${mark}: ${plain(warning.sentence)}\n`);
  }
}
