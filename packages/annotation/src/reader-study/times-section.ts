import type { Block } from '@equipoise/domain';
import { quantile } from '@equipoise/stats';
import { readingTimes } from './core.ts';
import { blockId } from './metric-blocks.ts';
import type { StudyContext } from './study-context.ts';
import { figure, pText, quoted, withRange } from './study-words.ts';
import { hiddenParts } from './suppression-plan.ts';

const seconds = (value: number | null): string => (value === null ? '—' : `${figure(value, 0)} s`);

/** Median times by modality and the ratio of geometric means against the reference. */
export function timesSection(context: StudyContext): Block[] {
  const { rows, reference } = context;
  const { times } = rows;
  if (times === null) return [];
  const task = rows.name === '' ? null : rows.name;
  const secondsOf = (test: number, reader: number | null): Float64Array =>
    times.seconds.filter(
      (x, i) =>
        x > 0 &&
        times.modalityIndex[i] === test &&
        (reader === null || times.readerIndex[i] === reader),
    );
  const order = [reference, ...rows.modalities.keys()].filter((x, i, all) => all.indexOf(x) === i);
  const medians = order.flatMap((test) => {
    const values = secondsOf(test, null);
    if (values.length === 0) return [];
    const inTest = [...times.modalityIndex.keys()].filter((i) => times.modalityIndex[i] === test);
    const cases = new Set(inTest.map((i) => times.caseCodes[i]!)).size;
    const readers = new Set(inTest.map((i) => times.readerIndex[i]!)).size;
    const made = (metric: string, share: number) =>
      context.estimate({
        model: rows.modalities[test]!,
        metric,
        value: quantile(values, share),
        low: null,
        high: null,
        method: 'without-interval',
        caseCount: cases,
        patientCount: cases,
        readerCount: readers,
        readingCount: values.length,
      });
    return [
      {
        test,
        median: made('median-seconds', 0.5),
      },
    ];
  });
  if (medians.length === 0) return [];
  const ratios = order.flatMap((test) => {
    if (test === reference) return [];
    const rowsOf = [...times.seconds.keys()].filter(
      (i) => times.modalityIndex[i] === test || times.modalityIndex[i] === reference,
    );
    const found = readingTimes(
      {
        seconds: Float64Array.from(rowsOf, (i) => times.seconds[i]!),
        condition: Uint8Array.from(rowsOf, (i) => (times.modalityIndex[i] === test ? 1 : 0)),
        cases: Int32Array.from(rowsOf, (i) => times.caseCodes[i]!),
        readers: Int32Array.from(rowsOf, (i) => times.readerIndex[i]!),
      },
      context.level,
    );
    const timed = rowsOf.filter((i) => times.seconds[i]! > 0);
    const cases = new Set(timed.map((i) => times.caseCodes[i]!)).size;
    const estimate = context.estimate({
      scale: 'ratio',
      model: rows.modalities[test]!,
      metric: 'seconds-ratio',
      versus: rows.modalities[reference]!,
      value: found.ratio.value,
      low: found.ratioLimits?.[0] ?? null,
      high: found.ratioLimits?.[1] ?? null,
      method: 'log-two-way-clusters',
      caseCount: cases,
      patientCount: cases,
      readerCount: new Set(timed.map((i) => times.readerIndex[i]!)).size,
      readingCount: timed.length,
      reason: found.ratio.reason ?? null,
    });
    return [{ test, estimate, p: found.p.value, blank: found.blankCount }];
  });
  const blank = times.seconds.filter((x) => !(x > 0)).length;
  const parts = medians.map(
    ({ test, median }) => `${seconds(median.value)} (${rows.modalities[test]})`,
  );
  if (medians.some(({ median }) => median.value !== null)) {
    context.say(`Median reading time: ${parts.join(', ')}.`);
  }
  for (const { test, estimate, p } of ratios) {
    if (estimate.value === null || estimate.low === null) continue;
    const [name, standard] = [rows.modalities[test]!, rows.modalities[reference]!];
    const text =
      (estimate.high ?? 0) < 1
        ? `Reading is faster with ${quoted(name)} than with ${quoted(standard)}`
        : estimate.low > 1
          ? `Reading takes longer with ${quoted(name)} than with ${quoted(standard)}`
          : `Whether reading is faster with ${quoted(name)} or with ${quoted(standard)} cannot be told`;
    context.find({
      key: `seconds|${name}`,
      model: name,
      metric: 'seconds-ratio',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-margin-declared',
      estimateIds: [estimate.id],
      sentence: `${text} (ratio of geometric mean times ${withRange(estimate, (x) => figure(x, 2))}, ${pText(p)}).`,
    });
  }
  const blocks: Block[] = [
    {
      kind: 'bars',
      id: blockId(context, 'times'),
      title: 'Median reading time',
      caption: 'Seconds from opening a case to the answer, over all readers.',
      task,
      axis: 'seconds',
      rule: null,
      bars: medians.flatMap(({ test, median }) =>
        median.value === null
          ? []
          : [
              {
                label: rows.modalities[test]!,
                value: median.value,
                part: null,
                text: seconds(median.value),
              },
            ],
      ),
    },
  ];
  if (ratios.length > 0) {
    blocks.push({
      kind: 'forest',
      id: blockId(context, 'time-ratio'),
      title: 'Reading time against the reference',
      caption: `Left of 1 is faster than ${rows.modalities[reference]}. Ratio of geometric means, readers and cases both random.`,
      task,
      axis: 'ratio of times',
      rule: 1,
      margin: null,
      digits: 2,
      rows: ratios.map(({ test, estimate }) => ({
        label: rows.modalities[test]!,
        group: null,
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
        counts: `${estimate.readingCount ?? '—'} readings`,
        reason: estimate.value === null ? estimate.undefinedReason : null,
      })),
    });
  }
  const below = context.suppressBelow;
  const casesOf = (test: number, reader: number | null): number =>
    new Set(
      [...times.seconds.keys()]
        .filter(
          (i) =>
            times.modalityIndex[i] === test && (reader === null || times.readerIndex[i] === reader),
        )
        .map((i) => times.caseCodes[i]!),
    ).size;
  const hiddenBy = new Map(
    medians.map(({ test, median }) => {
      const cases = context.readerNames.map((_, reader) => casesOf(test, reader));
      const hidden = hiddenParts(cases, below);
      const isAllHidden = median.suppressed === true || (hidden.size > 0 && cases.length === 1);
      return [test, { hidden, isAllHidden }];
    }),
  );
  const line = (label: string, reader: number | null): Record<string, string | number | null> => {
    const out: Record<string, string | number | null> = { reader: label };
    for (const { test } of medians) {
      const values = secondsOf(test, reader);
      const { hidden, isAllHidden } = hiddenBy.get(test)!; // One entry a median.
      const isShown = values.length > 0 && !(reader === null ? isAllHidden : hidden.has(reader));
      const at = (part: number): number | null => (isShown ? quantile(values, part) : null);
      out[`lower_${test}`] = at(0.25);
      out[`median_${test}`] = at(0.5);
      out[`upper_${test}`] = at(0.75);
      out[`readings_${test}`] = isShown ? values.length : null;
    }
    return out;
  };
  blocks.push({
    kind: 'table',
    id: blockId(context, 'times-readers'),
    title: 'Reading times by reader',
    caption: 'Seconds: median and quartiles; all readers first.',
    task,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      ...medians.flatMap(({ test }) => [
        { key: `median_${test}`, title: rows.modalities[test]!, digits: 1 },
        { key: `lower_${test}`, title: '1st quartile', digits: 1 },
        { key: `upper_${test}`, title: '3rd quartile', digits: 1 },
        { key: `readings_${test}`, title: 'readings', digits: 0 },
      ]),
    ],
    rows: [
      line('All readers', null),
      ...context.readerNames.map((name, reader) => line(name, reader)),
    ],
    note:
      blank > 0
        ? `${blank} readings have no time above 0 and are left out.`
        : 'Every reading has a time.',
    shown: null,
  });
  return blocks;
}
