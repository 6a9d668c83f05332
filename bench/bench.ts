/** What one timed run gave. */
export interface Measure {
  readonly seconds: number;
  readonly peakMb: number | null;
  /** Replicates that were timed and that the seconds stand for, where a slow peer was extrapolated. */
  readonly extrapolation: { readonly timed: number; readonly asked: number } | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Figures that both sides should agree on, such as overall metrics. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a bench may use. */
export interface BenchContext {
  /** Scratch folder, deleted at the end. */
  readonly folder: string;
  /** Python of a virtual environment with the peers, or null: peer sides are then left out. */
  readonly peerPython: string | null;
  /** Seconds after which a peer is extrapolated. */
  readonly peerBudgetSeconds: number;
  /** Little data, to see whether a bench runs; nothing is written. */
  readonly isSmall: boolean;
}

/** One side of a comparison. */
export interface Side {
  readonly name: string;
  readonly isPeer: boolean;
  /** Name of the own side that does the same task; the first own side where there is one task alone. */
  readonly against?: string;
  /** One sentence: what this side computes, so that the ratio can be judged. */
  readonly computes: string;
  /** Sides that take minutes run once, whatever the rounds. */
  readonly isOnce?: boolean;
  /** Whether a peer without Python is there. */
  readonly canRun?: () => boolean;
  run(context: BenchContext): Promise<Measure>;
}

/** A task and those who do it. */
export interface Bench {
  readonly id: string;
  readonly title: string;
  /** What the product must keep to. */
  readonly target: { readonly seconds: number | null; readonly peakMb: number | null };
  /** Size of the data, in words and figures. */
  readonly data: Readonly<Record<string, unknown>>;
  prepare(context: BenchContext): Promise<void>;
  readonly sides: readonly Side[];
}
