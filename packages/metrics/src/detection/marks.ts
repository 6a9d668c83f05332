/** Marks of one reader (or model) on a set of cases, already matched to lesions. */
export interface LesionMarks {
  /** Lesions of each case; 0 for a normal case. */
  readonly lesionCounts: ArrayLike<number>;
  /** Case of each mark. */
  readonly markCase: ArrayLike<number>;
  /** Rating of each mark, higher is more suspicious. */
  readonly markScore: ArrayLike<number>;
  /** Lesion (0, 1, ... within its case) that the mark hits, or -1 for a false positive. */
  readonly markLesion: ArrayLike<number>;
}

/** Lesion by lesion and case by case, the ratings that the AFROC family compares. */
export interface LesionRatings {
  /** Highest rating of a hit, per lesion; minus infinity for a missed lesion. */
  readonly lesionScore: Float64Array;
  /** Case of each lesion. */
  readonly lesionCase: Int32Array;
  /** Highest rating of a false positive, per case; minus infinity without one. */
  readonly falsePositive: Float64Array;
  /** Highest rating of any mark, per case; minus infinity without one. */
  readonly highest: Float64Array;
}

/**
 * The highest rating per lesion and per case.
 *
 * @param marks marks matched to lesions; a mark on a lesion beyond the count of its case counts as false positive
 *
 * Source: Chakraborty and Berbaum 2004, Medical Physics 31:2313.
 */
export function lesionRatings(marks: LesionMarks): LesionRatings {
  const { lesionCounts, markCase, markScore, markLesion } = marks;
  const caseCount = lesionCounts.length;
  const first = new Int32Array(caseCount + 1);
  for (let c = 0; c < caseCount; c++) first[c + 1] = first[c]! + lesionCounts[c]!;
  const lesionScore = new Float64Array(first[caseCount]!).fill(Number.NEGATIVE_INFINITY);
  const lesionCase = new Int32Array(first[caseCount]!);
  for (let c = 0; c < caseCount; c++) lesionCase.fill(c, first[c]!, first[c + 1]!);
  const falsePositive = new Float64Array(caseCount).fill(Number.NEGATIVE_INFINITY);
  const highest = falsePositive.slice();
  for (let k = 0; k < markCase.length; k++) {
    const c = markCase[k]!;
    const score = markScore[k]!;
    if (score > highest[c]!) highest[c] = score;
    const lesion = markLesion[k]!;
    const at = first[c]! + lesion;
    if (lesion < 0 || at >= first[c + 1]!) {
      if (score > falsePositive[c]!) falsePositive[c] = score;
    } else if (score > lesionScore[at]!) lesionScore[at] = score;
  }
  return { lesionScore, lesionCase, falsePositive, highest };
}
