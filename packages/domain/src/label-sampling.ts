/** What is known about the true labels of some rows, beside what a model said of them. Answers are no (0) or yes (1). */
export interface LabelEvidence {
  readonly rowCount: number;
  /** Patient of each row, 0-based. */
  readonly patient: Int32Array;
  readonly patientCount: number;
  /** The model's score of each row (its decision where it gives no score); null where there is neither. */
  readonly score: ArrayLike<number> | null;
  /** Stratum of each row, 0-based: the levels of one attribute, or one for all. */
  readonly level: Int32Array;
  readonly levelCount: number;
  /** First answer of each row, then the end; rowCount + 1 places. */
  readonly starts: Int32Array;
  /** Reader of each answer, 0-based. */
  readonly reader: Int32Array;
  /** 1 where the answer is yes, 0 where it is no. */
  readonly answer: Uint8Array;
  readonly readerCount: number;
  /**
   * Probability of yes that others worked out, instead of answers; NaN where unknown. What it says beyond the
   * common share is taken as the evidence about a row.
   */
  readonly probability: Float64Array | null;
  /** Label where nothing is known about a row: it stays as it is in every draw. */
  readonly given: ArrayLike<number>;
}

/** How well what was seen fits the assumption that readers err independently of each other and of the model. */
export interface IndependenceCheck {
  /** Spread of the votes around what the true label explains, over what independent readers would show; 1 = as assumed. */
  readonly readerDispersion: number;
  /** Correlation of the readers' errors with the score, among cases of one true label; 0 = as assumed. */
  readonly scoreCorrelation: number;
  /** Share of draws in which readers that err independently would show as much or more. */
  readonly pReaders: number;
  readonly pScore: number;
  /** Share of positives among the drawn labels, mean over draws; and the lowest and highest share of yes among readers. */
  readonly drawnPrevalence: number;
  readonly lowestReader: number;
  readonly highestReader: number;
}

/** Gives one draw of all labels after another. */
export interface LabelSampler {
  /** The next draw: 0 or 1 a row. */
  next(out?: Uint8Array): Uint8Array;
  /** Rows whose label is drawn; the others keep the given one. */
  readonly drawnCount: number;
  /** Over the draws given so far; null without several readers a case. */
  check?(): IndependenceCheck | null;
}

/** Makes a sampler from evidence and a random stream, in 0 to 1; all draws come from the stream, in order. */
export type MakeLabelSampler = (evidence: LabelEvidence, uniform: () => number) => LabelSampler;

/** The two ways to draw labels that an audit is handed: it knows neither readers nor methods of its own. */
export interface LabelSampling {
  /** Draws of the true label, from readers, score and group together. */
  readonly posterior: MakeLabelSampler;
  /** Draws of what one reader, chosen at random for each row, would have said. */
  readonly oneReader: MakeLabelSampler;
}
