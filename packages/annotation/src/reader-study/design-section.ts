import type { Block } from '@equipoise/domain';
import type { CrossingKind, ReaderMarks } from './core.ts';
import { blockId } from './metric-blocks.ts';
import type { StudyContext } from './study-context.ts';
import { readersPerCase, type Sharing, type StudyLayout, sharingOf } from './study-layout.ts';
import type { StudyRows } from './study-rows.ts';
import { counted, listed, many } from './study-words.ts';
import { hiddenParts } from './suppression-plan.ts';

/** How a crossing is called. */
export const crossingWords: Readonly<Record<CrossingKind, string>> = {
  'fully-crossed': 'fully crossed: every reader read every case under every modality',
  'split-plot': 'split plot: groups of readers, each with cases of its own',
  'cases-nested-in-readers': 'cases nested in readers: every reader has other cases',
  'cases-nested-in-tests': 'cases nested in modalities: every modality has cases of its own',
  incomplete: 'partly crossed: readers share some cases, and not all',
};

/** The crossing in words; a split plot with a few readings missing is still called one. */
export function crossingOf(layout: StudyLayout, sharing: Sharing): string {
  if (sharing.isConfounded) return 'one reader a case: readers and cases cannot be told apart';
  const { kind, readingCount } = layout.design;
  const { missingCount } = layout.design;
  if (kind === 'incomplete' && missingCount < 0.1 * (readingCount + missingCount))
    return 'nearly fully crossed: some readings are missing';
  const isNear =
    kind === 'incomplete' &&
    sharing.groups.length > 1 &&
    sharing.missingInGroups < 0.2 * (readingCount + sharing.missingInGroups);
  return crossingWords[isNear ? 'split-plot' : kind];
}

/** Says that reader and case cannot be told apart. */
function warnConfounded(context: StudyContext): void {
  const each = context.rows.modalities.length > 1 ? ' under each modality' : '';
  const sentence = `Each case was read by one reader${each}: how good a reader is and how hard the cases are cannot be told apart, so a difference between readers is not one of skill, and the intervals rest on cases and readers at once.`;
  context.warn('reader-and-case-confounded', sentence);
  context.find({
    key: 'confounded',
    verdict: 'not-assessable',
    role: 'description',
    reason: 'reader-and-case-confounded',
    sentence,
  });
}

/** The same for rows that hold several answers about a case and are not laid out. */
export function sayConfounded(rows: StudyRows, context: StudyContext): void {
  const readers = new Map<number, Set<number>>();
  for (let i = 0; i < rows.caseIndex.length; i++) {
    const key = rows.caseIndex[i]! * rows.modalities.length + rows.modalityIndex[i]!;
    const seen = readers.get(key) ?? new Set<number>();
    readers.set(key, seen.add(rows.readerIndex[i]!));
  }
  const byOne = [...readers.values()].filter((seen) => seen.size === 1).length;
  if (rows.readers.length > 1 && byOne >= 0.95 * readers.size) warnConfounded(context);
}

/** Says who read what, names missing readings and what cannot be told apart. */
export function designSection(layout: StudyLayout, context: StudyContext): Block[] {
  const { rows } = context;
  const { design } = layout;
  const below = context.suppressBelow;
  const isHidden = (count: number): boolean => below !== null && count < below;
  const wanted = rows.modalities.length * rows.readers.length * layout.truth.length;
  const task = rows.name === '' ? null : rows.name;
  const lines = rows.modalities.flatMap((modality, test) =>
    rows.readers.map((_, reader) => {
      const cell = { diseased: 0, other: 0, values: new Set<number>() };
      const row = layout.ratings[test]![reader]!;
      const patients = new Set<number>();
      for (let c = 0; c < row.length; c++) {
        if (Number.isNaN(row[c]!)) continue;
        if (layout.truth[c] === 1) cell.diseased++;
        else cell.other++;
        cell.values.add(row[c]!);
        patients.add(layout.patientOf[c]!);
      }
      const read = cell.diseased + cell.other;
      const people = patients.size;
      return { modality, reader: context.readerNames[reader]!, read, people, ...cell };
    }),
  );
  const constant = lines.filter((line) => line.read > 1 && line.values.size === 1);
  for (const line of constant) {
    context.warn(
      'constant-ratings',
      `${line.reader} gave the same rating to all${isHidden(line.people) ? '' : ` ${line.read}`} cases under ${line.modality}: that is no discrimination, whatever the cases are.`,
    );
  }
  const oneSided = lines.filter(
    (line) => line.read > 0 && (line.diseased === 0 || line.other === 0),
  );
  const truths = new Set(layout.truth);
  if (truths.size === 1) {
    context.warn(
      'one-truth',
      `All cases are ${truths.has(1) ? 'with' : 'without'} disease: how well readers tell both apart cannot be said.`,
    );
  }
  for (const line of truths.size === 1 ? [] : oneSided.slice(0, 5)) {
    context.warn(
      'one-truth',
      `${line.reader} read only cases ${line.diseased === 0 ? 'without' : 'with'} disease under ${line.modality}.`,
    );
  }
  const byOne = rows.modalities.map((_, test) => readersPerCase(layout, test));
  const sharing = sharingOf(layout);
  const words = crossingOf(layout, sharing);
  if (sharing.isConfounded) {
    warnConfounded(context);
  } else if (design.kind === 'cases-nested-in-tests') {
    context.warn(
      'modality-and-case-confounded',
      'Every modality has cases of its own: a difference between modalities is one between cases as well.',
    );
  }
  if (rows.readers.length === 1) {
    context.warn(
      'one-reader',
      'There is one reader: every result holds for this reader only, and no interval says anything about others.',
    );
  }
  if (rows.modalities.length === 1) {
    context.warn(
      'one-modality',
      'There is one modality: results describe it, and nothing is compared.',
    );
  }
  const isGrouped = sharing.groups.length > 1 && !sharing.isConfounded;
  const missing = isGrouped ? sharing.missingInGroups : design.missingCount;
  if (missing > 0 && rows.readers.length > 1 && !sharing.isConfounded) {
    const of = isGrouped ? design.readingCount + missing : wanted;
    const share = missing / of;
    context.find({
      key: 'missing-readings',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'incomplete-crossing',
      sentence: `${many(missing, 'reading')} of ${counted(of)} that a complete crossing${isGrouped ? ' within the groups' : ''} has ${missing === 1 ? 'is' : 'are'} missing (${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %); the analysis allows for it.`,
    });
  }
  const overview: Block = {
    kind: 'table',
    id: blockId(context, 'design'),
    title: 'Design',
    caption: `The readings are ${words}.`,
    task,
    columns: [
      { key: 'what', title: '', digits: null },
      { key: 'count', title: 'count', digits: null },
    ],
    rows: [
      { what: 'Design', count: words },
      { what: 'Modalities', count: listed(rows.modalities) },
      { what: 'Readers', count: String(rows.readers.length) },
      {
        what: 'Cases (with disease)',
        count: isHidden(layout.patientCount)
          ? '—'
          : isHidden(design.diseasedCount) || isHidden(layout.truth.length - design.diseasedCount)
            ? String(layout.truth.length)
            : `${layout.truth.length} (${design.diseasedCount})`,
      },
      ...(layout.patientCount < layout.truth.length && !isHidden(layout.patientCount)
        ? [{ what: 'Patients', count: String(layout.patientCount) }]
        : []),
      { what: 'Readings', count: counted(design.readingCount) },
      { what: 'Missing from a complete crossing', count: counted(design.missingCount) },
      ...(isGrouped
        ? [
            { what: 'Groups of readers', count: String(sharing.groups.length) },
            { what: 'Missing within the groups', count: String(sharing.missingInGroups) },
          ]
        : []),
      ...(design.duplicateCount > 0
        ? [{ what: 'Repeated rows, the first kept', count: String(design.duplicateCount) }]
        : []),
      ...rows.modalities.map((modality, test) => ({
        what: `Readers per case, ${modality}`,
        count:
          byOne[test]!.byOne === byOne[test]!.read
            ? '1'
            : `up to ${byOne[test]!.most}; ${isHidden(byOne[test]!.byOne) ? `fewer than ${below}` : byOne[test]!.byOne} cases have one`,
      })),
    ],
    note: null,
    shown: null,
  };
  const hiddenCells = rows.modalities.map((_, test) =>
    hiddenParts(
      rows.readers.map((_, reader) => lines[test * rows.readers.length + reader]!.people),
      below,
    ),
  );
  const cells: Block = {
    kind: 'heat-map',
    id: blockId(context, 'cells'),
    title: 'Cases read, by reader and modality',
    caption: 'A dark cell is a reader with many cases; a dash is nobody.',
    task,
    rowTitle: 'reader',
    columnTitle: 'modality',
    rows: [...context.readerNames],
    columns: [...rows.modalities],
    values: rows.readers.map((_, reader) =>
      rows.modalities.map((_, test) => {
        const { read } = lines[test * rows.readers.length + reader]!;
        return read === 0 || hiddenCells[test]!.has(reader) ? null : read;
      }),
    ),
    range: [
      0,
      Math.max(
        1,
        ...lines.flatMap((line, at) =>
          hiddenCells[Math.floor(at / rows.readers.length)]!.has(at % rows.readers.length)
            ? []
            : [line.read],
        ),
      ),
    ],
    digits: 0,
  };
  return [overview, cells];
}

/** The design of a study with marks: every case counts as read by every reader under every modality. */
export function marksDesign(marks: ReaderMarks, context: StudyContext): Block[] {
  const { rows } = context;
  const task = rows.name === '' ? null : rows.name;
  let diseased = 0;
  let lesions = 0;
  for (let c = 0; c < marks.lesionCounts.length; c++) {
    if (marks.lesionCounts[c]! > 0) diseased++;
    lesions += marks.lesionCounts[c]!;
  }
  const count = rows.modalities.map((_, test) =>
    rows.readers.map((_, reader) => {
      let own = 0;
      for (let k = 0; k < marks.markCase.length; k++)
        if (marks.test[k] === test && marks.reader[k] === reader) own++;
      return own;
    }),
  );
  count.forEach((readers, test) => {
    readers.forEach((own, reader) => {
      if (own > 0) return;
      context.warn(
        'no-marks',
        `${context.readerNames[reader]!} made no mark under ${rows.modalities[test]!}: taken as having read every case as normal.`,
      );
    });
  });
  if (rows.readers.length === 1)
    context.warn(
      'one-reader',
      'There is one reader: every result holds for this reader only, and no interval says anything about others.',
    );
  const hiddenCells = count.map((readers) => hiddenParts(readers, context.suppressBelow));
  const isFew = (cases: number): boolean =>
    context.suppressBelow !== null && cases < context.suppressBelow;
  return [
    {
      kind: 'table',
      id: blockId(context, 'design'),
      title: 'Design',
      caption: 'Marks with a place: a case without a mark counts as read and found normal.',
      task,
      columns: [
        { key: 'what', title: '', digits: null },
        { key: 'count', title: 'count', digits: null },
      ],
      rows: [
        { what: 'Modalities', count: listed(rows.modalities) },
        { what: 'Readers', count: String(rows.readers.length) },
        {
          what: 'Cases (with lesions)',
          count: isFew(rows.patientCount)
            ? '—'
            : isFew(diseased) || isFew(marks.lesionCounts.length - diseased)
              ? String(marks.lesionCounts.length)
              : `${marks.lesionCounts.length} (${diseased})`,
        },
        { what: 'Lesions', count: String(lesions) },
        { what: 'Marks', count: String(marks.markCase.length) },
      ],
      note: 'That every reader read every case cannot be seen from marks: it is taken so.',
      shown: null,
    },
    {
      kind: 'heat-map',
      id: blockId(context, 'cells'),
      title: 'Marks, by reader and modality',
      caption: 'A dark cell is a reader with many marks.',
      task,
      rowTitle: 'reader',
      columnTitle: 'modality',
      rows: [...context.readerNames],
      columns: [...rows.modalities],
      values: rows.readers.map((_, reader) =>
        count.map((readers, test) => (hiddenCells[test]!.has(reader) ? null : readers[reader]!)),
      ),
      range: [
        0,
        Math.max(
          1,
          ...count.flatMap((readers, test) =>
            readers.filter((_, reader) => !hiddenCells[test]!.has(reader)),
          ),
        ),
      ],
      digits: 0,
    },
  ];
}
