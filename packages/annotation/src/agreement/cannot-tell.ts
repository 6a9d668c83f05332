import { answerStates, type Block, type ReadersEstimate } from '@equipoise/domain';
import {
  agreementInterval,
  clusteredProportionFromCounts,
  type Ratings,
  ratingsFromTable,
} from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import { because, many, percent, ranged } from './agreement-words.ts';
import { forestRow, mostShown } from './answers.ts';
import { intervalParts, proportionParts } from './overall.ts';
import { busiestReaders, type RatedQuestion } from './rated-question.ts';

const answered = answerStates.indexOf('answered');
const unsure = answerStates.indexOf('cannot-tell');

/** Ratings by a code of each cell of cases × readers; −1 is left out. */
function ratingsOf(
  question: RatedQuestion,
  classes: number,
  code: (cell: number) => number,
): Ratings {
  const cells = Float64Array.from(question.states, (_, cell) => code(cell));
  return ratingsFromTable(cells, question.readers.length, {
    categoryCount: classes,
    patients: question.ratings.patients,
  });
}

/**
 * "Cannot tell" as an answer of its own: how often each reader gives it, whether readers give it about the same
 * cases, and the agreement with it as a class beside the agreement without it.
 *
 * @param plain alpha of the answers alone
 * @returns nothing where nobody could not tell
 */
export function cannotTellSection(
  question: RatedQuestion,
  plain: ReadersEstimate,
  context: AgreementContext,
): Block[] {
  if (question.unsureCount === 0) return [];
  const { level, areSlots } = context.options;
  const { states, readers, ratings, table } = question;
  const k = readers.length;
  const isAsked = (cell: number): boolean => states[cell] === answered || states[cell] === unsure;
  const share = (reader: number | null): ReadersEstimate => {
    const hits = new Float64Array(ratings.patientCount);
    const sizes = new Float64Array(ratings.patientCount);
    const cases = new Set<number>();
    for (let cell = 0; cell < states.length; cell++) {
      if (!isAsked(cell) || (reader !== null && cell % k !== reader)) continue;
      const unit = Math.floor(cell / k);
      cases.add(unit);
      sizes[ratings.patients[unit]!]!++;
      if (states[cell] === unsure) hits[ratings.patients[unit]!]!++;
    }
    const found = clusteredProportionFromCounts(hits, sizes, level);
    return context.estimate({
      model: reader === null ? '' : readers[reader]!,
      metric: 'cannot-tell-share',
      ...proportionParts(found),
      caseCount: cases.size,
      patientCount: found.clusters,
      readerCount: reader === null ? k : 1,
      readingCount: found.rows,
    });
  };
  const all = share(null);
  const alike = ratingsOf(question, 2, (cell) =>
    isAsked(cell) ? (states[cell] === unsure ? 1 : 0) : -1,
  );
  const same = context.estimate({
    metric: 'cannot-tell-alpha',
    ...intervalParts(
      agreementInterval(alike, { kind: 'krippendorff', metric: 'nominal' }, { level }),
    ),
  });
  const classes = question.classes?.length ?? 0;
  const withIt =
    classes === 0
      ? null
      : context.estimate({
          metric: 'krippendorff-alpha-with-cannot-tell',
          ...intervalParts(
            agreementInterval(
              ratingsOf(question, classes + 1, (cell) =>
                states[cell] === unsure ? classes : states[cell] === answered ? table[cell]! : -1,
              ),
              { kind: 'krippendorff', metric: 'nominal' },
              { level },
            ),
          ),
        });
  const cases =
    same.value === null
      ? because(same.undefinedReason)
      : `agreement on which cases these are: ${ranged(same)}`;
  const coefficients =
    withIt === null
      ? ''
      : ` With “cannot tell” as an answer of its own Krippendorff’s alpha is ${ranged(withIt)}, without it ${ranged(plain)}.`;
  context.find({
    key: 'cannot-tell',
    metric: 'cannot-tell-share',
    estimateIds: [all.id, same.id, ...(withIt === null ? [] : [withIt.id])],
    sentence: `Readers could not tell in ${ranged(all, percent)} of their readings (${cases}).${coefficients}`,
  });
  const rows = areSlots ? [] : busiestReaders(question, mostShown).map((reader) => share(reader));
  const blocks: Block[] = [
    {
      kind: 'table',
      id: `cannot-tell-${question.name}`,
      title: 'With and without “cannot tell”',
      caption: 'Agreement with “cannot tell” as an answer of its own, and without it.',
      task: question.name,
      columns: [
        { key: 'what', title: '', digits: null },
        { key: 'value', title: 'value', digits: null },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'readings', title: 'readings', digits: 0 },
      ],
      rows: [
        { what: 'Readings that could not tell', estimate: all, isShare: true },
        { what: 'Krippendorff’s alpha, answers alone', estimate: plain, isShare: false },
        ...(withIt === null
          ? []
          : [
              {
                what: 'Krippendorff’s alpha, “cannot tell” as a class',
                estimate: withIt,
                isShare: false,
              },
            ]),
        { what: 'Alpha of “cannot tell” against any answer', estimate: same, isShare: false },
      ].map(({ what, estimate, isShare }) => ({
        what,
        value: isShare ? ranged(estimate, percent) : ranged(estimate),
        cases: estimate.suppressed === true ? null : estimate.caseCount,
        readings: estimate.readingCount,
      })),
      note: null,
      shown: null,
    },
  ];
  if (rows.length > 1) {
    blocks.unshift({
      kind: 'forest',
      id: `cannot-tell-readers-${question.name}`,
      title: 'How often each reader could not tell',
      caption: `Share of the readings of each reader; over all it is ${percent(all.value)} of ${all.readingCount === null ? 'few readings' : many(all.readingCount, 'reading')}.`,
      task: question.name,
      axis: 'share that could not tell',
      rule: null,
      margin: null,
      digits: 3,
      rows: rows.map((row) => forestRow(row.model, row)),
    });
  }
  return blocks;
}
