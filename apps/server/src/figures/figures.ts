import { join } from 'node:path';
import { type CodedError, isCodedError } from '@equipoise/domain';
import { countChanges, hadMoment, hasMoreAnswers, type Store, type Study } from '@equipoise/store';
import { manyAnswers } from './answer-table.ts';
import type { FigureAsk, FoundFigure } from './figures-messages.ts';
import { type FigureRun, figureProcess } from './figures-process.ts';
import { type KeptFigure, keptFigures } from './kept-figures.ts';

/** A figure as it can be told now. */
export interface ToldFigure {
  /** Null while none is known yet. */
  readonly found: FoundFigure | null;
  /** When the answers were read that it rests on. */
  readonly asOf: string | null;
  /** Answers handed in since. */
  readonly laterCount: number;
  /** Part done of a newer one, 0 to 1; null where none is being computed. */
  readonly share: number | null;
}

/** Figures that rest on all answers of a study, computed beside the server and kept by its state. */
export interface Figures {
  /**
   * The newest figure. What is quickly computed is computed now; otherwise what is known is told, and a newer one is
   * begun.
   *
   * @param waitMs how long to wait for one that takes long
   * @throws what its computation threw
   */
  readonly ask: (study: Study, ask: FigureAsk, waitMs: number) => Promise<ToldFigure>;
  readonly stop: () => Promise<void>;
}

/** When figures are computed beside the request, and how often. */
export interface FigureLimits {
  /** More answers than this are not waited for. */
  readonly manyAnswers: number;
  /** After a long computation nothing is computed for so many times as long … */
  readonly restTimes: number;
  /** … and for so many milliseconds at least. */
  readonly restMs: number;
}

const defaults: FigureLimits = { manyAnswers, restTimes: 3, restMs: 20_000 };

/** Answers may arrive while a figure is computed: so often it is computed again for one request. */
const mostRounds = 4;

/** A long computation that failed is not begun again for so long. */
const failedMs = 30_000;

/** @param version of the software: what another one computed is not shown */
export function openFigures(
  store: Store,
  version: string,
  limits: FigureLimits = defaults,
): Figures {
  const folder = join(store.folder, 'figures');
  const kept = keptFigures(folder);
  const { connectionString } = store;
  const beside = figureProcess({ kind: 'start', connectionString, folder, version });
  const running = new Map<string, FigureRun>();
  const failed = new Map<string, { readonly error: CodedError; readonly until: number }>();
  const now = (): number => Date.parse(store.world.now());

  const keyOf = (study: Study, ask: FigureAsk): string =>
    JSON.stringify([version, study.id, study.protocolVersion, ask]);

  /** What is known, if it is of this study's past. */
  async function known(study: Study, ask: FigureAsk): Promise<KeptFigure | null> {
    const figure = await kept.get(keyOf(study, ask));
    if (figure === null) return null;
    const isOfIt = await store.read((tx) => hadMoment(tx, study.id, figure.moment));
    return isOfIt ? figure : null;
  }

  function begin(study: Study, ask: FigureAsk): FigureRun {
    const key = keyOf(study, ask);
    const before = running.get(key);
    if (before !== undefined) return before;
    const from = now();
    const run = beside.run(study.id, ask);
    running.set(key, run);
    void run.end.then((ended) => {
      running.delete(key);
      if (isCodedError(ended)) {
        // Whoever asks again soon hears of it, instead of waiting for the same end.
        if (run.isSlow()) failed.set(key, { error: ended, until: now() + failedMs });
        return;
      }
      kept.set(key, { ...ended, slowMs: run.isSlow() ? Math.max(1, now() - from) : 0 });
    });
    return run;
  }

  async function changed(
    study: Study,
    ask: FigureAsk,
    figure: KeptFigure | null,
  ): Promise<{ readonly isNewer: boolean; readonly laterCount: number }> {
    if (figure === null) return { isNewer: true, laterCount: 0 };
    const counts = await store.read((tx) => countChanges(tx, study.id, figure.moment));
    const others = ask.kind === 'progress' ? counts.otherCount : 0;
    return { isNewer: counts.touchCount + others > 0, laterCount: counts.answerCount };
  }

  /** Whether a request should not wait for the end, as far as that is known before it is begun. */
  async function isLong(study: Study, figure: KeptFigure | null): Promise<boolean> {
    if (figure !== null) return figure.slowMs > 0;
    return store.read((tx) => hasMoreAnswers(tx, study.id, limits.manyAnswers));
  }

  return {
    async ask(study, ask, waitMs) {
      for (let round = 0; ; round += 1) {
        const figure = await known(study, ask);
        const { isNewer, laterCount } = await changed(study, ask, figure);
        const told = { found: figure?.found ?? null, asOf: figure?.moment.at ?? null, laterCount };
        // Nothing has happened since: it is as of now.
        if (!isNewer) return { ...told, asOf: store.world.now(), share: null };
        if (round >= mostRounds) return { ...told, share: null };
        const rest =
          figure === null ? 0 : Math.max(limits.restMs, figure.slowMs * limits.restTimes);
        const isResting =
          figure !== null && figure.slowMs > 0 && now() < Date.parse(figure.moment.at) + rest;
        if (isResting && !running.has(keyOf(study, ask))) return { ...told, share: null };
        const failure = failed.get(keyOf(study, ask));
        if (failure !== undefined && now() < failure.until) throw failure.error;
        const run = begin(study, ask);
        if (await isLong(study, figure)) run.markSlow();
        await run.slow;
        if (run.isSlow()) await waited(run, round === 0 ? waitMs : 0);
        const ended = await Promise.race([run.end, Promise.resolve(null)]);
        if (ended === null) return { ...told, share: run.share() };
        if (isCodedError(ended)) throw ended;
      }
    },
    stop: () => beside.stop(),
  };
}

/** Waits for the end of a run, but no longer than so many milliseconds. */
async function waited(run: FigureRun, ms: number): Promise<void> {
  if (ms <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([run.end, over]);
  clearTimeout(timer);
}
