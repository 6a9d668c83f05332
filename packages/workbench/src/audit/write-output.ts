import type { AuditDocument } from '@equipoise/domain';
import { drawFigures } from './draw-figures.ts';
import { type OutputFiles, replaceFolder } from './output-folder.ts';

type Report = typeof import('@equipoise/report');

let loaded: Promise<Report> | null = null;

/** Loads what writes the output, once. Reading and measuring need none of it. */
export function loadOutput(): Promise<Report> {
  loaded ??= import('@equipoise/report').then(async (report) => {
    await report.loadCharts();
    return report;
  });
  return loaded;
}

/** The clock of a run, which stands in provenance.json alone. */
export interface RunClock {
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Content of provenance.json: inputs by base name and hash, version, seed, command, clock; no host, no user. */
export function provenanceJson(
  document: AuditDocument,
  clock: RunClock,
  nodeVersion: string,
): string {
  const { provenance } = document;
  return `${JSON.stringify({ ...provenance, nodeVersion, ...clock }, null, 2)}\n`;
}

/**
 * Every file of an audit's output.
 *
 * @param document already share-safe when suppression was asked for
 * @param workers threads there may be; the files do not depend on it
 */
export async function outputFiles(
  document: AuditDocument,
  clock: RunClock,
  nodeVersion: string,
  workers = 1,
): Promise<OutputFiles> {
  const report = await loadOutput();
  const figures = drawFigures(report, document, workers);
  const html = await report.renderReport(document);
  const files = new Map<string, string>([
    ['report.html', html],
    ['report.json', report.serializeDocument(document)],
    ['methods.md', report.renderMethods(document)],
    ['provenance.json', provenanceJson(document, clock, nodeVersion)],
  ]);
  for (const [name, content] of report.renderTables(document)) files.set(`tables/${name}`, content);
  for (const [name, content] of await figures()) files.set(`figures/${name}`, content);
  if (document.gates.length > 0) files.set('junit.xml', report.renderJunit(document));
  return files;
}

/** The share-safe copy where one was asked for, else the document itself. */
export async function shareSafe(document: AuditDocument): Promise<AuditDocument> {
  const { suppressBelow } = document.declared;
  if (suppressBelow === null) return document;
  const report = await loadOutput();
  return report.suppressDocument(document, suppressBelow);
}

/**
 * Writes the output folder of an audit, whole or not at all.
 *
 * @param folder `--out`
 * @param workers threads there may be
 * @throws workbench/cannot-write
 */
export async function writeOutput(
  folder: string,
  document: AuditDocument,
  clock: RunClock,
  nodeVersion: string,
  workers = 1,
): Promise<void> {
  await replaceFolder(folder, await outputFiles(document, clock, nodeVersion, workers));
}
