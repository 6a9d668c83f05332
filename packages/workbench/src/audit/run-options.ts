import type { Cases } from '../study/cases.ts';
import type { StudyBuild } from '../study/study-build.ts';

/** What a run is handed from outside: nothing here changes a figure. */
export interface RunOptions {
  /** Threads of the engine; results do not depend on it. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called while working: what is done, how far it is. */
  readonly onProgress?: ((label: string, done: number, total: number) => void) | undefined;
  /** Called once the threads have work: the time to load what comes after them. */
  readonly meanwhile?: (() => Promise<unknown>) | undefined;
  /** Called with the study once it is read, and the tables behind its rows: to tell which cases a figure rests on. */
  readonly onStudy?: ((build: StudyBuild, cases: Cases) => void) | undefined;
  /** The command as typed, paths reduced to base names, for the report. */
  readonly command?: string | undefined;
}
