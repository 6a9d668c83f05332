/** Entry of the process that computes figures: one after another, each on the newest answers. */
import { join } from 'node:path';
import { isCodedError } from '@equipoise/domain';
import { hadMoment, openReader, type ReadTx, type StoreReader, studyById } from '@equipoise/store';
import { found } from '../http/refuse.ts';
import { realWorld } from '../real-world.ts';
import { type LoadedStudy, loadedStudies } from '../study/loaded-study.ts';
import { type AnswerTable, makeTable, refreshTable, type TableSteps } from './answer-table.ts';
import { computeFigure, readersFigure } from './compute-figure.ts';
import { drawnFigure, spoolDrawn } from './drawn-figure.ts';
import type { DrawnAsk, FigureMessage, FigureOrder, FoundFigure } from './figures-messages.ts';
import { readTable, writeTable } from './table-file.ts';

type Start = Extract<FigureOrder, { readonly kind: 'start' }>;
type Ask = Extract<FigureOrder, { readonly kind: 'ask' }>;

const world = realWorld();
const studies = loadedStudies();
/** The tables asked for last, newest last. */
const tables = new Map<string, AnswerTable>();
const mostTables = 3;
/** Rows of each table when it was last written. */
const written = new Map<string, number>();
/** A table is written again after so many rows. */
const rewriteAfter = 5000;
let start: Start | null = null;
let store: StoreReader | null = null;

function say(message: FigureMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

async function tableOf(
  tx: ReadTx,
  loaded: LoadedStudy,
  path: string,
  version: string,
  steps: TableSteps,
): Promise<AnswerTable> {
  const { studyId } = loaded;
  let table = tables.get(studyId) ?? null;
  tables.delete(studyId);
  if (table === null) {
    const kept = await readTable(path, loaded, version);
    if (kept !== null && (await hadMoment(tx, studyId, kept.moment))) {
      table = kept;
      written.set(studyId, kept.columns.length);
    }
  }
  if (table !== null && !(await refreshTable(table, tx, loaded))) table = null;
  table ??= await makeTable(tx, loaded, steps);
  tables.set(studyId, table);
  for (const id of [...tables.keys()].slice(0, -mostTables)) tables.delete(id);
  return table;
}

async function answer({ id, studyId, ask }: Ask, told: Start, reader: StoreReader): Promise<void> {
  let isSlow = false;
  let lastShare = 0;
  const steps = (from: number, to: number): TableSteps => ({
    onSlow() {
      if (!isSlow) void say({ kind: 'slow', id });
      isSlow = true;
    },
    onShare(share) {
      const now = from + share * (to - from);
      if (now < lastShare + 0.01) return;
      lastShare = now;
      void say({ kind: 'share', id, share: now });
    },
  });
  const path = join(told.folder, `${studyId}.table`);
  /** Reads what a figure needs beside the table; the computing itself holds no connection. */
  const readFor = async (
    tx: ReadTx,
    loaded: LoadedStudy,
    table: AnswerTable,
  ): Promise<() => Promise<FoundFigure>> => {
    if (ask.kind === 'readers') {
      const text = await readersFigure(tx, loaded, table, steps(lastShare, 1));
      return async () => text;
    }
    if (!('label' in ask) || ask.label === undefined) {
      return () => computeFigure(loaded, table, ask, steps(lastShare, 1));
    }
    const drawn: DrawnAsk = { ...ask, label: ask.label };
    const spool = await spoolDrawn(tx, loaded, drawn, join(told.folder, 'drawn'), steps(0, 0.5));
    return async () => {
      try {
        return await drawnFigure(spool, drawn.kind, steps(lastShare, 1));
      } finally {
        spool.close();
      }
    };
  };
  const read = await reader.read(async (tx) => {
    const at = world.now();
    const loaded = await studies.load(tx, found(await studyById(tx, studyId)));
    const table = await tableOf(tx, loaded, path, told.version, steps(0, 0.5));
    const moment = { ...table.moment, at };
    return { loaded, table, moment, make: await readFor(tx, loaded, table) };
  });
  const { table, moment } = read;
  const figure = await read.make();
  await say({ kind: 'done', id, moment, found: figure });
  const { length } = table.columns;
  // One made anew may have fewer rows than the one that was written.
  if (Math.abs(length - (written.get(studyId) ?? 0)) < rewriteAfter) return;
  written.set(studyId, length);
  await writeTable(path, table, told.version).catch(() => undefined);
}

async function take(order: FigureOrder): Promise<void> {
  if (order.kind === 'start') {
    start = order;
    store = openReader(order.connectionString, world);
    return;
  }
  if (start === null || store === null) return;
  try {
    await answer(order, start, store);
  } catch (error) {
    const { id } = order;
    await say(
      isCodedError(error)
        ? { kind: 'failed', id, code: error.code, sentence: error.sentence, mend: error.mend }
        : {
            kind: 'failed',
            id,
            code: 'server/figures-failed',
            sentence: 'The figures could not be computed for a reason that was not foreseen.',
            mend: 'Try again; tell who runs the server.',
          },
    );
  }
}

let last: Promise<void> = Promise.resolve();
process.on('message', (order: FigureOrder) => {
  last = last.then(() => take(order));
});
process.on('disconnect', () => process.exit(0));
