/** Which page of a log is shown, and through which filter. */
export interface LogPlace {
  /** Events before this place, the newest first. */
  readonly before?: number;
  readonly actor?: string;
  readonly action?: string;
}
