import { problemOf } from '@equipoise/api';
import type { Command } from '@equipoise/web/stage';
import { type Ahead, fetchAhead } from './ahead.ts';
import { CaseAtWork } from './case-at-work.ts';
import type { Protocol, Task } from './case-options.ts';
import { markHandIn, markShown } from './case-times.ts';
import { handIn, prepareHandIn } from './hand-in.ts';
import { Keep } from './keep.ts';
import type { Phase } from './phase.ts';
import { pickUp } from './pick-up.ts';
import { isPassing, type RoomCalls } from './room-calls.ts';
import type { RoomClock } from './room-clock.ts';
import { joinTabs, type Tabs } from './tabs.ts';
import { HandInQueue } from './waiting-hand-ins.ts';
import { Watchers } from './watchers.ts';

/** Minutes at work after which a break is offered. */
const breakAfterMinutes = 45;

/** The reading of one study in one tab: which case comes, what is handed in, what comes next. */
export class ReadingDesk {
  readonly calls: RoomCalls;
  readonly clock: RoomClock;
  readonly studyId: string;
  readonly readerId: string;
  readonly session: string;
  readonly tabs: Tabs;
  phase: Phase = { kind: 'loading' };
  protocol: Protocol | null = null;
  /** Whether this browser keeps work: without it only the server does. */
  isKeeping = true;
  notice: unknown = null;
  /** Commands of the form, set by the view. */
  onCommand: (command: Command) => boolean = () => false;
  #keep: Keep | null = null;
  #ahead: Promise<Ahead | null> | null = null;
  /** The task that was at work when the next was fetched. */
  #last: Task | null = null;
  #breakFrom: number;
  #wasBreakOffered: boolean | null = null;
  #isClosed = false;
  readonly #stops: readonly (() => void)[];
  readonly #handIns: HandInQueue;
  readonly #watchers = new Watchers();
  readonly subscribe: Watchers['subscribe'] = this.#watchers.subscribe;
  readonly getSnapshot: Watchers['getSnapshot'] = this.#watchers.getSnapshot;

  /**
   * @param calls of the page
   * @param clock the time
   * @param studyId the study
   * @param readerId who reads
   */
  constructor(calls: RoomCalls, clock: RoomClock, studyId: string, readerId: string) {
    this.calls = calls;
    this.clock = clock;
    this.studyId = studyId;
    this.readerId = readerId;
    this.session = clock.newId();
    this.tabs = joinTabs(this.session);
    this.#breakFrom = clock.now();
    this.#handIns = new HandInQueue({
      calls,
      readerId,
      keep: () => this.#keep,
      taskAtWork: () => (this.phase.kind === 'case' ? this.phase.work.options.task.taskId : null),
      onChange: () => this.changed(),
      onRefused: (error) => {
        this.notice = error;
      },
      onTried: () => void this.#afterTry(),
    });
    this.#stops = [
      calls.subscribe(() => this.changed()),
      this.tabs.subscribe(() => this.changed()),
    ];
  }

  /** Hand-ins that wait for the server. */
  get waitingCount(): number {
    return this.#handIns.count;
  }

  #show(phase: Phase): void {
    const before = this.phase;
    if ('work' in before && !('work' in phase && phase.work === before.work)) before.work.close();
    this.phase = phase;
    this.tabs.open(phase.kind === 'case' ? phase.work.options.task.taskId : null);
    this.changed();
  }

  /** Something changed that views show. */
  changed(): void {
    this.#watchers.tell();
  }

  /** Opens the store of this browser, sends what waits there, and asks what comes. */
  async open(): Promise<void> {
    try {
      this.#keep = await Keep.open();
    } catch {
      this.isKeeping = false;
    }
    await this.#handIns.flush();
    await this.toNext(true);
  }

  /** Asks for the next task and shows it. */
  async toNext(isStart = false): Promise<void> {
    const params = { studyId: this.studyId };
    try {
      this.protocol ??= await this.calls.call(() => this.calls.client.readerProtocol({ params }));
      const next = await this.calls.call(() => this.calls.client.nextTask({ params, body: {} }));
      if (this.#isClosed) return;
      if (next.kind !== 'task') this.#show({ kind: 'pause', next });
      else if (isStart) this.#show({ kind: 'start', task: next.task });
      else await this.#begin(next.task, null);
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.code === 'room/instructions-unread') this.#show({ kind: 'instructions' });
      else if (isPassing(error) && !isStart) this.#waitAway();
      else if (problem?.code === 'room/suspended') {
        this.#show({ kind: 'pause', next: { kind: 'stopped', reason: 'suspended' } });
      } else this.#show({ kind: 'problem', error });
    }
  }

  /** Begins with the task that was announced. */
  async start(): Promise<void> {
    if (this.phase.kind === 'start') await this.#begin(this.phase.task, null);
  }

  async #begin(task: Task, ahead: Ahead | null): Promise<void> {
    const { protocol } = this;
    if (protocol === null) return;
    const { calls, clock, readerId, session, tabs } = this;
    const keep = this.#keep;
    const alive = await tabs.alive();
    const works = (await keep?.workOn(readerId, task.taskId)) ?? [];
    const unsent = (await keep?.unsent(readerId, task.taskId, 100_000)) ?? [];
    const work: CaseAtWork = new CaseAtWork({
      calls,
      keep,
      clock,
      readerId,
      session,
      protocol,
      task,
      source: pickUp(task.draft, works, alive),
      leftOver: unsent.filter(({ sessionId: by }) => by !== session && !alive.has(by)),
      stores: ahead?.stores ?? new Map(),
      onCommand: (command) => this.onCommand(command),
      onShown: () => this.#shown(work),
    });
    if (this.#wasBreakOffered !== null)
      work.tell('break-prompt', { isTaken: this.#wasBreakOffered });
    this.#wasBreakOffered = null;
    this.notice = null;
    this.#show({ kind: 'case', work });
  }

  /** The images are on the screen: the time to here is measured, and the case behind is fetched. */
  #shown(work: CaseAtWork): void {
    markShown();
    const { protocol } = this;
    if (protocol === null || this.#ahead !== null) return;
    const { taskId } = work.options.task;
    this.#last = work.options.task;
    this.#ahead = fetchAhead(this.calls, protocol, taskId).catch(() => null);
  }

  /** Hands the case in and goes on with the next. */
  async handIn(why?: string): Promise<void> {
    const { phase } = this;
    if (phase.kind !== 'case' || phase.work.isHandingIn || phase.work.conflict !== null) {
      if (phase.kind !== 'case' || why === undefined) return;
    }
    const { work } = phase;
    const body = prepareHandIn(work, why);
    if (body === null) return;
    markHandIn();
    const outcome = await handIn(work, body);
    if (this.#isClosed) return;
    switch (outcome.kind) {
      case 'in':
        if (body.step === 'first') {
          work.firstIsIn(outcome.result.version, outcome.result.modelAnswers);
        } else if (outcome.result.feedback !== null) {
          this.#show({ kind: 'feedback', work, feedback: outcome.result.feedback });
        } else await this.goOn();
        return;
      case 'kept': {
        this.#handIns.retryLater();
        const isPlain = work.options.task.stage === 'reading' && body.step === 'final';
        if (isPlain) await this.goOn();
        else this.#waitAway();
        return;
      }
      case 'refused':
        this.notice = outcome.error;
        this.changed();
        return;
      case 'conflict':
      case 'incomplete':
        this.changed();
        return;
      default:
        return outcome satisfies never;
    }
  }

  /** After a case: the one fetched ahead, or what the server says. */
  async goOn(): Promise<void> {
    const minutes = (this.clock.now() - this.#breakFrom) / 60_000;
    if (minutes >= breakAfterMinutes && this.phase.kind !== 'break') {
      this.#show({ kind: 'break', minutes: Math.round(minutes) });
      return;
    }
    const ahead = await (this.#ahead ?? Promise.resolve(null));
    this.#ahead = null;
    if (ahead === null) {
      this.#show({ kind: 'loading' });
      await this.#handIns.flush();
      await this.toNext();
      return;
    }
    // It was fetched while the case before was still open.
    const { doneCount, leftCount, stage } = ahead.task;
    const isSame = this.#last?.stage === stage;
    const counts = isSame ? { doneCount: doneCount + 1, leftCount: leftCount - 1 } : {};
    await this.#begin({ ...ahead.task, ...counts }, ahead);
    void this.#confirm(ahead.task.taskId);
  }

  /** The case fetched ahead is already shown; where the server has another plan, that one counts. */
  async #confirm(taskId: string): Promise<void> {
    const params = { studyId: this.studyId };
    const next = await this.calls
      .call(() => this.calls.client.nextTask({ params, body: {} }))
      .catch(() => null);
    if (next === null || this.waitingCount > 0) return;
    const { phase } = this;
    if (phase.kind !== 'case' || phase.work.options.task.taskId !== taskId) return;
    if (next.kind !== 'task') this.#show({ kind: 'pause', next });
    else if (next.task.taskId !== taskId) await this.#begin(next.task, null);
  }

  /** A break was offered: the next case says so. */
  noteBreak(isTaken: boolean): void {
    this.#breakFrom = this.clock.now();
    this.#wasBreakOffered = isTaken;
  }

  /** Goes on after a break was offered. */
  async afterBreak(isTaken: boolean): Promise<void> {
    this.noteBreak(isTaken);
    await this.goOn();
  }

  #waitAway(): void {
    this.#show({ kind: 'away' });
    this.#handIns.retryLater();
  }

  async #afterTry(): Promise<void> {
    if (this.phase.kind === 'away' && this.waitingCount === 0) await this.toNext();
  }

  /** A flag or a question to who runs the study. */
  async sendMessage(kind: 'flag' | 'question', body: string): Promise<void> {
    const { phase } = this;
    const work = phase.kind === 'case' || phase.kind === 'feedback' ? phase.work : null;
    await this.calls.call(() =>
      this.calls.client.sendMessage({
        params: { studyId: this.studyId },
        body: { kind, body, taskId: work?.options.task.taskId ?? null },
      }),
    );
    if (phase.kind === 'case') work?.tell('flag', { text: body });
  }

  /** Of a case handed in elsewhere that version is kept. */
  async acceptHandedIn(): Promise<void> {
    const { phase } = this;
    if (phase.kind !== 'case') return;
    await this.#keep?.forget(this.readerId, phase.work.options.task.taskId);
    phase.work.saver.close();
    await this.goOn();
  }

  /** Ends: another page is opened. */
  close(): void {
    this.#isClosed = true;
    this.#handIns.close();
    if ('work' in this.phase) this.phase.work.close();
    for (const stop of this.#stops) stop();
    this.tabs.close();
  }
}
