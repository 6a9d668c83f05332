/** What the store needs from the world around it; passed in, so that a test can hold it still. */
export interface StoreWorld {
  /** The present instant as ISO UTC text with milliseconds. */
  readonly now: () => string;
  /** A new id, never given before. */
  readonly newId: () => string;
  /** So many unpredictable bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Takes what an operator should read: starts, stops, restarts of the database. */
  readonly tell?: (sentence: string) => void;
}
