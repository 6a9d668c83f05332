import {
  adjudicatedQuestions,
  caseStates,
  examStanding,
  progressOfStands,
} from '@equipoise/annotation';
import type { RouteOutput, Routes } from '@equipoise/api';
import { listMembers, listMessages, lockedStudy, setMembership } from '@equipoise/store';
import { change, rightsOf } from '../call.ts';
import type { ReadersFigure } from '../figures/compute-figure.ts';
import type { ToldFigure } from '../figures/figures.ts';
import type {
  AnalysisAsk,
  FigureAsk,
  FoundFigure,
  ProgressFigure,
} from '../figures/figures-messages.ts';
import { notFound, refuse } from '../http/refuse.ts';
import type { ReadingsChoice, RoomAnalysis } from '../ports/room-statistics.ts';
import type { Call } from '../services.ts';
import { hidesResults, shownState } from '../study/hidden-results.ts';
import { comparedBy } from '../study/instruction-arms.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { dealAgain } from '../study/lock-study.ts';
import { suspendInStudy } from '../study/suspend.ts';
import type { Handlers } from './handler.ts';

type Names =
  | 'progress'
  | 'agreement'
  | 'comparedInstructions'
  | 'analysisChoices'
  | 'standings'
  | 'suspendReader'
  | 'reinstateReader';

/** The protocol in force. @throws room/bad-state for a draft */
export async function lockedStudyOf(call: Call): Promise<LoadedStudy> {
  const { study } = rightsOf(call);
  return call.services.store.read((tx) => call.services.studies.load(tx, study));
}

/** How long a request waits for figures without which it has nothing to tell. */
const patienceMs = 25_000;

/** A figure that a page cannot do without. @throws room/away while many answers are read for the first time */
async function neededFigure(
  call: Call,
  ask: FigureAsk,
): Promise<{ readonly found: FoundFigure } & FigureState> {
  const { study } = rightsOf(call);
  const told = await call.services.figures.ask(study, ask, 0);
  const { found, asOf, laterCount, share } =
    told.found === null ? await call.services.figures.ask(study, ask, patienceMs) : told;
  if (found === null) {
    const percent = Math.round(100 * (share ?? 0));
    return refuse(
      'room/away',
      `The answers of this study are being read: ${percent} %.`,
      'Look again in a moment.',
      { retryAfterSeconds: 5 },
    );
  }
  return { found, asOf, laterCount, share };
}

type FigureState = Omit<ToldFigure, 'found'>;

/** Which analysis is asked for. */
export function analysisAsk(
  kind: 'agreement' | 'consensus',
  query: Parameters<typeof choiceOf>[0] & { readonly label?: string | undefined },
): AnalysisAsk {
  const { label } = query;
  if (label !== undefined && query.question === undefined) {
    return refuse('room/bad-request', 'A label was named, but no question.', 'Name both.');
  }
  return { kind, choice: choiceOf(query), ...(label === undefined ? {} : { label }) };
}

/** What of the readings an analysis looks at. */
function choiceOf(query: {
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

/** The curator's pages. */
export const curatorHandlers: Handlers<Names> = {
  async progress(call, { query }) {
    const { study } = rightsOf(call);
    const loaded = await lockedStudyOf(call);
    const { protocol } = loaded.locked;
    const isHidden = hidesResults(study, loaded);
    const { found: figure, ...state } = await neededFigure(call, { kind: 'progress' });
    const { stands, readers } = figure as ProgressFigure; // what this kind is
    const members = await call.services.store.read((tx) => listMembers(tx, study.id));
    const nameOf = new Map(members.map((one) => [one.accountId, one.displayName]));
    const { cases: stood, ...progress } = progressOfStands(protocol, stands, readers);
    const cases = stood.map((one) => ({ ...one, state: shownState(one.state, isHidden) }));
    const states = [...new Set(caseStates.map((name) => shownState(name, isHidden)))];
    const find = query.find?.trim().toLowerCase() ?? '';
    const kept = cases.filter(
      (one) =>
        (query.state === undefined || one.state === query.state) &&
        (find === '' || one.caseId.toLowerCase().includes(find)),
    );
    return {
      ...state,
      ...progress,
      settledCount: isHidden ? null : progress.settledCount,
      caseCount: cases.length,
      states: states.map((name) => ({
        state: name,
        count: cases.filter((one) => one.state === name).length,
      })),
      total: kept.length,
      cases: kept.slice(query.from, query.from + query.count).map((one) => ({ ...one })),
      readers: progress.readers.map((one) => ({
        ...one,
        displayName: nameOf.get(one.readerId) ?? '',
      })),
    };
  },
  async agreement(call, { query }) {
    const { study } = rightsOf(call);
    await lockedStudyOf(call);
    const ask = analysisAsk('agreement', query);
    const { found, ...state } = await call.services.figures.ask(study, ask, 1000 * query.wait);
    if (found === null) return { ...state, analysis: null };
    return { ...state, analysis: shownAnalysis('agreement', readFigure(found)) };
  },
  async comparedInstructions(call, { query }) {
    const { study } = rightsOf(call);
    const loaded = await lockedStudyOf(call);
    const by = await call.services.store.read((tx) => comparedBy(tx, loaded));
    if (by === null) {
      return refuse(
        'room/bad-state',
        'The study has one version of its instructions, and nothing to compare it with.',
        'Amend the instructions, or give readers one of several versions at random.',
      );
    }
    const { choice, label } = analysisAsk('agreement', query);
    if (label !== undefined && by !== 'instructions') {
      return refuse(
        'room/bad-request',
        'Drawings are compared where readers were given their instructions at random.',
        'Look at the answers.',
      );
    }
    const ask = {
      kind: 'instructions',
      by,
      choice,
      ...(label === undefined ? {} : { label }),
    } as const;
    const { found, ...state } = await call.services.figures.ask(study, ask, 1000 * query.wait);
    if (found === null) return { ...state, analysis: null };
    return { ...state, analysis: shownAnalysis('instructions', readFigure(found)) };
  },
  async analysisChoices(call) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const { protocol } = loaded.locked;
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
        comparedInstructions: await comparedBy(tx, loaded),
      };
    });
  },
  async standings(call) {
    const { study } = rightsOf(call);
    const { protocol } = (await lockedStudyOf(call)).locked;
    const { found: figure, ...state } = await neededFigure(call, { kind: 'readers' });
    const statistics = readFigure<ReadersFigure>(figure);
    return call.services.store.read(async (tx) => {
      const members = await listMembers(tx, study.id);
      const messages = await listMessages(tx, study.id);
      const readers = [];
      for (const one of statistics.readers) {
        const { attempts } = one;
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
      return { ...state, readers, intraReader: statistics.intraReader };
    });
  },
  async suspendReader(call, { params, body }) {
    return change(
      call,
      async (tx) => {
        const study = await lockedStudy(tx, params.studyId);
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
        const study = await lockedStudy(tx, params.studyId);
        await setMembership(tx, params.studyId, params.readerId, 'reader', 'active', body.why);
        const loaded = await call.services.studies.load(tx, study);
        await dealAgain(tx, study, loaded, loaded.locked.protocol);
      },
      body.why,
    );
    return null;
  },
};

/** A figure that came as text. */
export function readFigure<T>(found: FoundFigure): T {
  return JSON.parse(String(found)) as T; // made by the process of the figures, of the same version
}

/** An analysis as it goes out. */
export function shownAnalysis(
  kind: 'agreement' | 'consensus' | 'instructions',
  found: RoomAnalysis,
): NonNullable<RouteOutput<Routes['agreement']['answer']>['analysis']> {
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
