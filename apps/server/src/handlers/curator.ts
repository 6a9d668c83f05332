import { adjudicatedQuestions, examStanding, studyProgress } from '@equipoise/annotation';
import { exportNames, type RouteOutput, type Routes } from '@equipoise/api';
import type { AnswerRecord, ImageRecord, ReaderOrder } from '@equipoise/domain';
import {
  imageById,
  imagesOfCases,
  listAdjudications,
  listCases,
  listConsensusLabels,
  listMembers,
  listMessages,
  listOrders,
  type ReadTx,
  setMembership,
  studyById,
} from '@equipoise/store';
import { change, rightsOf } from '../call.ts';
import { makeExport } from '../exports/make-export.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import type { ReadingsChoice } from '../ports/room-statistics.ts';
import type { Call } from '../services.ts';
import { entriesOf } from '../study/adjudicating.ts';
import { examAttempts } from '../study/find-next.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { caseRecords, readerWork, studyRecords } from '../study/records.ts';
import { labelAnswer } from '../study/settle.ts';
import { suspendInStudy } from '../study/suspend.ts';
import { caseDocument } from '../study/task-view.ts';
import type { Handlers } from './handler.ts';

type Names =
  | 'progress'
  | 'agreement'
  | 'analysisChoices'
  | 'standings'
  | 'suspendReader'
  | 'reinstateReader'
  | 'caseAnswers'
  | 'gallery'
  | 'export';

/** The protocol in force and every record of the study. */
export async function everything(
  call: Call,
): Promise<{ readonly loaded: LoadedStudy; readonly records: readonly AnswerRecord[] }> {
  const { study } = rightsOf(call);
  return call.services.store.read(async (tx) => {
    const loaded = await call.services.studies.load(tx, study);
    return { loaded, records: await studyRecords(tx, loaded) };
  });
}

/** The newest order of each reader. */
async function newestOrders(tx: ReadTx, studyId: string): Promise<readonly ReaderOrder[]> {
  const newest = new Map<string, ReaderOrder>();
  for (const row of await listOrders(tx, studyId)) {
    newest.set(row.readerId, row.document as ReaderOrder); // rising revisions; written by this server
  }
  return [...newest.values()];
}

/** What of the readings an analysis looks at. */
export function choiceOf(query: {
  readonly arm?: string | undefined;
  readonly purpose?: 'measured' | 'gold' | 'repeat' | undefined;
  readonly step?: 'first' | 'final' | undefined;
  readonly question?: string | undefined;
}): ReadingsChoice {
  return {
    ...(query.arm === undefined ? {} : { arm: query.arm }),
    ...(query.purpose === undefined ? {} : { purposes: [query.purpose] }),
    ...(query.step === undefined ? {} : { step: query.step }),
    ...(query.question === undefined ? {} : { questionIds: [query.question] }),
  };
}

interface Filter {
  readonly name: string;
  readonly value: string;
}

function filtersOf(text: string | undefined): readonly Filter[] {
  if (text === undefined) return [];
  const wrong = (): never =>
    refuse(
      'room/bad-request',
      'The filter is no list of names and values.',
      'Write [["view","PA"]].',
    );
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return wrong();
  }
  if (!Array.isArray(list)) return wrong();
  return list.map((pair): Filter => {
    const isPair =
      Array.isArray(pair) && pair.length === 2 && pair.every((x) => typeof x === 'string');
    return isPair ? { name: String(pair[0]), value: String(pair[1]) } : wrong();
  });
}

/** The words of an answer, for lists. */
function wordsOf(answer: ReturnType<typeof labelAnswer>): string {
  if (answer === null) return 'unresolved';
  if (answer.outcome !== 'answered') return answer.outcome;
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return value.value;
    case 'multi':
      return value.values.join(', ');
    case 'number':
      return String(value.value);
    case 'text':
      return value.text;
    case 'shapes':
      return `${value.shapes.length} drawn`;
    default:
      return value satisfies never;
  }
}

/** The curator's pages. */
export const curatorHandlers: Handlers<Names> = {
  async progress(call) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const records = await studyRecords(tx, loaded);
      const entries = new Map(
        (await listAdjudications(tx, study.id))
          .filter(({ state }) => state !== 'withdrawn')
          .map((row) => [loaded.caseNameOf.get(row.caseId) ?? '', entriesOf(row)]),
      );
      const orders = await newestOrders(tx, study.id);
      const progress = studyProgress(loaded.locked.protocol, orders, records, entries);
      const members = await listMembers(tx, study.id);
      const nameOf = new Map(members.map((one) => [one.accountId, one.displayName]));
      return {
        ...progress,
        cases: progress.cases.map((one) => ({ ...one })),
        readers: progress.readers.map((one) => ({
          ...one,
          displayName: nameOf.get(one.readerId) ?? '',
        })),
      };
    });
  },
  async agreement(call, { query }) {
    const { loaded, records } = await everything(call);
    const { studyAgreement } = await call.services.statistics();
    const found = await studyAgreement(loaded.locked.protocol, records, choiceOf(query));
    return shownAnalysis('agreement', found);
  },
  async analysisChoices(call) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const { protocol } = (await call.services.studies.load(tx, study)).locked;
      const { arms, gold, repeats } = protocol;
      return {
        questions: [...protocol.questions],
        decided: adjudicatedQuestions(protocol).map(({ id }) => id),
        arms: arms === null ? [] : arms.arms.map((one) => one.id),
        purposes: [
          'measured' as const,
          ...(gold === null ? [] : ['gold' as const]),
          ...(repeats === null ? [] : ['repeat' as const]),
        ],
        hasFirstStep: arms?.arms.some((one) => one.model === 'after-first-answer') ?? false,
      };
    });
  },
  async standings(call) {
    const { study } = rightsOf(call);
    const { loaded, records } = await everything(call);
    const { protocol } = loaded.locked;
    const statistics = (await call.services.statistics()).studyReaders(protocol, records);
    return call.services.store.read(async (tx) => {
      const members = await listMembers(tx, study.id);
      const messages = await listMessages(tx, study.id);
      const readers = [];
      for (const one of statistics.readers) {
        const work = await readerWork(tx, loaded, one.readerId);
        const attempts = examAttempts(loaded, work);
        const member = members.find(
          ({ accountId, role }) => accountId === one.readerId && role === 'reader',
        );
        const standing =
          protocol.exam === null
            ? null
            : examStanding(protocol, attempts, call.services.store.world.now()).kind;
        readers.push({
          readerId: one.readerId,
          displayName: member?.displayName ?? '',
          state: member?.state ?? ('removed' as const),
          why: member?.why ?? null,
          exam: attempts.map(({ at, result }) => ({ at, result })),
          examStanding: standing,
          standing: one.standing,
          fatigue: one.fatigue,
          flagCount: messages.filter(
            ({ authorId, kind }) => authorId === one.readerId && kind !== 'reply',
          ).length,
        });
      }
      return { readers, intraReader: statistics.intraReader };
    });
  },
  async suspendReader(call, { params, body }) {
    return change(
      call,
      async (tx) => {
        const study = found(await studyById(tx, params.studyId));
        const loaded = await call.services.studies.load(tx, study);
        const members = await listMembers(tx, study.id);
        const isReading = members.some(
          (one) =>
            one.accountId === params.readerId && one.role === 'reader' && one.state === 'active',
        );
        if (!isReading) notFound();
        const done = await suspendInStudy(tx, study, loaded, params.readerId, body.why, body.since);
        return { ...done, withoutReader: [...done.withoutReader] };
      },
      body.why,
    );
  },
  async reinstateReader(call, { params, body }) {
    await change(
      call,
      async (tx) => {
        const members = await listMembers(tx, params.studyId);
        const isOut = members.some(
          (one) =>
            one.accountId === params.readerId && one.role === 'reader' && one.state === 'suspended',
        );
        if (!isOut)
          refuse('room/bad-state', 'The reader is not suspended.', 'Nothing is to be done.');
        await setMembership(tx, params.studyId, params.readerId, 'reader', 'active', body.why);
      },
      body.why,
    );
    return null;
  },
  async caseAnswers(call, { params }) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const caseId = found(loaded.caseIdOf.get(params.caseId));
      const records = await caseRecords(tx, loaded, caseId);
      return { answers: records.map((one) => ({ ...one, answers: [...one.answers] })) };
    });
  },
  async gallery(call, { params, query }) {
    const { study } = rightsOf(call);
    const filters = filtersOf(query.filter);
    return call.services.store.read(async (tx) => {
      const loaded = study.state === 'draft' ? null : await call.services.studies.load(tx, study);
      const stated = new Map((loaded?.locked.protocol.cases ?? []).map((one) => [one.caseId, one]));
      const labels = await listConsensusLabels(tx, params.studyId);
      const all = (await listCases(tx, params.studyId)).map((row) => {
        const one = stated.get(row.name);
        const own = labels.filter(({ caseId }) => caseId === row.id);
        return {
          row,
          use: one?.use ?? ('unused' as const),
          attributes: [
            ...caseDocument(row).attributes,
            ...Object.entries(one?.strata ?? {}).map(([name, value]) => ({ name, value })),
          ],
          labels: own.map((label) => ({
            questionId: label.questionId,
            text: wordsOf(labelAnswer(label)),
            method: label.method,
          })),
        };
      });
      const facets = new Map<string, Set<string>>();
      const pairsOf = (one: (typeof all)[number]): Filter[] => [
        { name: 'case', value: one.row.name },
        { name: 'use', value: one.use },
        ...one.attributes,
        ...one.labels.map(({ questionId, text }) => ({ name: questionId, value: text })),
      ];
      for (const one of all) {
        for (const { name, value } of pairsOf(one)) {
          if (name === 'case') continue;
          facets.set(name, (facets.get(name) ?? new Set()).add(value));
        }
      }
      const wanted = new Map<string, string[]>();
      for (const { name, value } of filters) wanted.set(name, [...(wanted.get(name) ?? []), value]);
      const kept = all.filter((one) => {
        const pairs = pairsOf(one);
        return [...wanted].every(([name, values]) =>
          pairs.some((pair) => pair.name === name && values.includes(pair.value)),
        );
      });
      const page = kept.slice(query.from, query.from + query.count);
      const cases = [];
      for (const { row, use, attributes, labels: own } of page) {
        const images = [];
        for (const { imageId } of await imagesOfCases(tx, [row.id])) {
          const image = await imageById(tx, imageId);
          const record = image?.record as ImageRecord | undefined; // parsed when it was taken in
          images.push({ imageId, frameCount: record?.frameCount ?? 0 });
        }
        cases.push({ caseId: row.name, use, attributes, images, labels: own });
      }
      return {
        total: kept.length,
        filters: [...facets].map(([name, values]) => ({
          name,
          values: [...values].sort().slice(0, 200),
        })),
        cases,
      };
    });
  },
  async export(call, { params, query }) {
    const { study } = rightsOf(call);
    const name = found(exportNames.find((one) => one === params.name));
    const file = await makeExport(call.services, study, name, query.arm);
    call.setHeader('content-disposition', `attachment; filename="${name}"`);
    return file;
  },
};

/** An analysis as it goes out. */
export function shownAnalysis(
  kind: 'agreement' | 'consensus',
  found: Awaited<ReturnType<Awaited<ReturnType<Call['services']['statistics']>>['studyAgreement']>>,
): RouteOutput<Routes['agreement']['answer']> {
  return {
    kind,
    command: [...found.command],
    readingCount: found.readingCount,
    summary: [...found.summary],
    facts: found.facts,
    sections: found.sections,
    estimates: [...found.estimates],
    findings: [...found.findings],
    warnings: [...found.warnings],
  };
}
