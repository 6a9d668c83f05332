/** A column of text, dictionary encoded: every row holds the number of its value, or −1 where blank. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  /** One code a row, 0 to values.length − 1; −1 = blank. */
  readonly codes: Int32Array;
  /** The distinct values, byte for byte as read, in order of first appearance. */
  readonly values: readonly string[];
  readonly blankCount: number;
}

/** A column of numbers. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One number a row; NaN where blank; ±Infinity kept. */
  readonly data: Float64Array;
  /** 1 where the cell was blank, 0 elsewhere. */
  readonly blank: Uint8Array;
  readonly blankCount: number;
  /** True when every number that is there is whole. */
  readonly integer: boolean;
}

/** One column of a table. */
export type Column = TextColumn | NumberColumn;

/** Something the intake did or saw that the reader of a report should know. */
export interface IntakeNote {
  readonly code: string;
  readonly message: string;
  /** For a join: what matched, and what did not, on both sides. */
  readonly join?: JoinCounts;
}

/** How the rows of two tables found one another. */
export interface JoinCounts {
  /** Base names of the two tables. */
  readonly left: string;
  readonly right: string;
  /** The key as the right table names it. */
  readonly on: string;
  readonly matched: number;
  /** Rows of the left table without a partner; they stay. */
  readonly leftOnly: number;
  /** Rows of the right table that nothing asked for. */
  readonly rightOnly: number;
}

/** A columnar table as read from one file or joined from several. */
export interface Table {
  /** The base name of the file, never a path. */
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /** The line of row 0 in the file (records counted from 1, the header included), for messages. */
  readonly firstRow: number;
  readonly notes: readonly IntakeNote[];
}
