import { choiceEnd, drawnLabels, exportedQuestions, exportedRecords } from '@equipoise/annotation';
import type { Answer, AnswerRecord, ReadPurpose } from '@equipoise/domain';
import { listCases, listJobs } from '@equipoise/store';
import type { InstructionsBy } from '../figures/figures-messages.ts';
import {
  type AnalysisInput,
  analysisCall,
  analysisOptions,
  shellLine,
} from '../jobs/analysis-call.ts';
import type { ReadingsChoice, RoomTable } from '../ports/room-statistics.ts';
import { examAttempts } from '../study/find-next.ts';
import { comparedBy } from '../study/instruction-arms.ts';
import { preparingWork } from '../study/records.ts';
import { caseDocument } from '../study/task-view.ts';
import { type ExportRoom, recordMap, roomLabels } from './export-room.ts';
import { freeName, type MaskFiles, maskFiles, pathPart } from './masks.ts';
import { imagesByCase } from './to-export.ts';
import type { ZipEntry } from './zip-writer.ts';

/** Readings that are taken together, as the pages let one choose them. */
interface Variant {
  /** End of the names of its files; empty for the usual ones. */
  readonly end: string;
  readonly choice: ReadingsChoice;
  readonly records: readonly AnswerRecord[];
  /** Whether no reader read a case twice in it: only then are there figures. */
  readonly isSingle: boolean;
}

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

function isSingle(records: readonly AnswerRecord[]): boolean {
  const keys = new Set(records.map((one) => JSON.stringify([one.caseId, one.readerId])));
  return keys.size === records.length;
}

/** What the pages can show figures of, of what was read: the usual readings first, then each way of reading. */
function variantsOf(room: ExportRoom): readonly Variant[] {
  const { protocol } = room.loaded.locked;
  const rule = protocol.arms;
  const arms = room.arm === undefined && rule !== null && rule.arms.length > 1 ? rule.arms : [];
  const purposes: readonly ReadPurpose[] = ['measured', 'gold', 'repeat'];
  const taken = new Set<string>();
  return [room.arm, ...arms.map(({ id }) => id)].flatMap((arm, at) =>
    purposes.flatMap((purpose) =>
      (['final', 'first'] as const).flatMap((step): Variant[] => {
        const choice: ReadingsChoice = {
          ...(arm === undefined ? {} : { arm }),
          ...(purpose === 'measured' ? {} : { purposes: [purpose] }),
          ...(step === 'final' ? {} : { step }),
        };
        const records = exportedRecords(protocol, room.records, choice);
        const isUsual = at === 0 && purpose === 'measured' && step === 'final';
        if (records.length === 0 && !isUsual) return [];
        const name = `${at === 0 ? '' : `-${pathPart(arm ?? '')}`}${choiceEnd(choice)}`;
        const end = name === '' ? name : freeName(name, taken);
        return [{ end, choice, records, isSingle: isSingle(records) }];
      }),
    ),
  );
}

/** The masks of every kind of readings; none where a reader read a case twice in them. */
export async function masksOfStudy(room: ExportRoom): Promise<readonly MaskFiles[]> {
  const images = await recordMap(room);
  const imagesOfCase = await imagesByCase(room.tx, room.loaded);
  const { protocol } = room.loaded.locked;
  const made: MaskFiles[] = [];
  for (const variant of variantsOf(room)) {
    if (!variant.isSingle) continue;
    const { records, end } = variant;
    made.push(await maskFiles({ protocol, records, images, imagesOfCase, root: `masks${end}` }));
  }
  return made;
}

/** What the model says about each case, by its name; cases without are left out. */
async function modelAnswersOf(room: ExportRoom): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const rows = await listCases(room.tx, room.study.id);
  return new Map(
    rows.flatMap((row) => {
      const { modelAnswers } = caseDocument(row);
      return modelAnswers === null ? [] : [[row.name, modelAnswers] as const];
    }),
  );
}

/**
 * How readers stand, which no command computes: exams, gold cases, drift, fatigue, agreement with oneself, and what
 * seeing the model did to the answers.
 */
async function standings(
  room: ExportRoom,
  model: ReadonlyMap<string, readonly Answer[]>,
): Promise<unknown> {
  const { protocol } = room.loaded.locked;
  const exams: unknown[] = [];
  for (const { readerId, roles } of protocol.readers) {
    if (protocol.exam === null || !roles.includes('reader')) continue;
    const attempts = examAttempts(room.loaded, await preparingWork(room.tx, room.loaded, readerId));
    exams.push({ readerId, attempts });
  }
  const anchoring = room.statistics.anchoring(protocol, room.records, model);
  return { ...Object(room.statistics.studyReaders(protocol, room.records)), exams, anchoring };
}

interface Rerun {
  readonly files: readonly ZipEntry[];
  readonly lines: readonly string[];
}

/** Audits and searches for wrong labels that were run, with the files that they were run on. */
async function analysesOfStudy(room: ExportRoom): Promise<Rerun> {
  const files: ZipEntry[] = [];
  const lines: string[] = [];
  const { protocol } = room.loaded.locked;
  const { blobs } = room.services.store;
  const strata = [...new Set(protocol.cases.flatMap((one) => Object.keys(one.strata)))].sort();
  const jobs = (await listJobs(room.tx, room.study.id))
    .filter(({ state, kind }) => state === 'done' && (kind === 'audit' || kind === 'label-errors'))
    .toReversed();
  for (const [at, job] of jobs.entries()) {
    const input = job.input as AnalysisInput; // checked by the contract when it came
    const result = job.result as { readonly labels?: { readonly hash: string } } | null; // ours
    const folder = `analyses/${at + 1}-${input.kind}`;
    const predictions = `${folder}/predictions.${input.format}`;
    files.push({ name: predictions, bytes: await blobs.get(input.predictions) });
    let labels: Uint8Array;
    if (result?.labels !== undefined) labels = await blobs.get(result.labels.hash);
    else {
      const own = (await roomLabels(room.tx, room.loaded)).filter(
        ({ questionId }) => questionId === input.question,
      );
      labels = text(room.statistics.labelsFile(protocol, own, input.caseColumn).csv);
      lines.push('# The labels of this one are those of now: they were not kept when it was run.');
    }
    files.push({ name: `${folder}/labels.csv`, bytes: labels });
    const question = protocol.questions.find(({ id }) => id === input.question);
    const options = analysisOptions(input.kind, analysisCall(input, question, strata));
    lines.push(
      shellLine([
        ...['equipoise', input.kind, `${folder}/labels.csv`, predictions],
        ...[...options, '--out', `${folder}/report`],
      ]),
    );
  }
  return { files, lines };
}

/** What `figures/readers.json` holds, and where its parts are shown. */
const withoutCommand = [
  '# No command computes these: figures/readers.json holds them as numbers.',
  '#   readers: results on gold cases, drift and fatigue of each reader; intraReader: agreement with the own earlier',
  '#   readings; exams: every attempt with its result. They rest on answers.jsonl and protocol.json.',
  '#   anchoring: by question, the share of answers that agree with the model when it was shown less that when it was',
  '#   hidden, with its interval. It rests on model-answers.jsonl beside these.',
];

/** Options by which the instructions of a study are compared. */
function comparing(by: InstructionsBy): readonly string[] {
  return ['--instructions', by, ...(by === 'instructions' ? [] : ['--not-randomised'])];
}

/**
 * Everything that computing the figures of a study again takes, beside its plain tables: readings of every kind,
 * masks, what audits were run on, what no command computes, and the commands.
 *
 * @param readings the usual readings, which stand in the export already
 */
export async function rerunFiles(
  room: ExportRoom,
  readings: RoomTable,
): Promise<readonly ZipEntry[]> {
  const { protocol } = room.loaded.locked;
  const files: ZipEntry[] = [];
  const lines: string[] = ['# From the folder that this file lies in:'];
  const by = await comparedBy(room.tx, room.loaded);
  const hasColumns = protocol.questions.some((one) => exportedQuestions(one).length > 0);
  for (const { end, choice, isSingle } of variantsOf(room)) {
    const table =
      end === '' ? readings : room.statistics.readingsFile(protocol, room.records, choice);
    if (end !== '') files.push({ name: `readings${end}.csv`, bytes: text(table.csv) });
    // Of a reader who read a case twice there are no figures: each way of reading has its own.
    if (!isSingle || !hasColumns) continue;
    for (const verb of ['agreement', 'consensus']) {
      const out = end === '' ? [] : ['--out', `${verb}${end}`];
      lines.push(shellLine(['equipoise', verb, `readings${end}.csv`, ...table.options, ...out]));
    }
    if (by !== null) {
      const options = [...table.options, ...comparing(by), '--out', `instructions${end}`];
      lines.push(shellLine(['equipoise', 'instructions', `readings${end}.csv`, ...options]));
    }
  }
  for (const masks of await masksOfStudy(room)) {
    files.push(...masks.files);
    for (const { path } of masks.folders) {
      for (const verb of ['agreement', 'consensus']) {
        const out = `${verb}-${path.replace('/', '-')}`;
        lines.push(
          shellLine(['equipoise', verb, ...room.statistics.drawnCall(path), '--out', out]),
        );
      }
      if (by === 'instructions') {
        const call = room.statistics.drawnInstructionsCall(path);
        const out = `instructions-${path.replace('/', '-')}`;
        lines.push(shellLine(['equipoise', 'instructions', ...call, '--out', out]));
      }
    }
  }
  for (const { questionId, label, hasArea } of drawnLabels(protocol)) {
    if (hasArea) continue;
    const name = JSON.stringify(`${questionId}: ${label}`);
    lines.push(
      `# ${name} is answered by points or lines: they cover no area, so that no overlap is measured. The readings say`,
      '#   who drew one; the drawings stand in coco.json.',
    );
  }
  const unscaled = [...(await recordMap(room)).values()].filter((one) => one.spacingMm === null);
  if (unscaled.length > 0 && drawnLabels(protocol).some(({ hasArea }) => hasArea)) {
    lines.push(
      `# The spacing of ${unscaled.length} images is not known: each of their pixels counts as one millimetre.`,
    );
  }
  const analyses = await analysesOfStudy(room);
  const model = await modelAnswersOf(room);
  files.push(...analyses.files, {
    name: 'figures/readers.json',
    bytes: text(`${JSON.stringify(await standings(room, model), null, 2)}\n`),
  });
  if (model.size > 0) {
    const said = [...model].map(([caseId, answers]) => JSON.stringify({ caseId, answers }));
    files.push({ name: 'model-answers.jsonl', bytes: text(`${said.join('\n')}\n`) });
  }
  lines.push(...analyses.lines, ...withoutCommand);
  return [...files, { name: 'commands.txt', bytes: text(`${lines.join('\n')}\n`) }];
}
