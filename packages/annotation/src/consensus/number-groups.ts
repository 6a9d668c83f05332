import type { Block, Readings } from '@equipoise/domain';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import { because, figure, jointly, ranged, signed } from '../agreement/agreement-words.ts';
import { forestRow } from '../agreement/answers.ts';
import { scoresByGroup } from '../frame/score-groups.ts';
import type { NumberReadings } from './number-fusion.ts';

/** Attributes with more levels are not compared. */
const mostLevels = 40;

/** Standard deviation of the readings of each case; NaN with fewer than two. */
export function spreadOfCases({ caseIndex, value, caseCount }: NumberReadings): Float64Array {
  const count = new Float64Array(caseCount);
  const mean = new Float64Array(caseCount);
  const square = new Float64Array(caseCount);
  value.forEach((x, i) => {
    const t = caseIndex[i]!;
    count[t]!++;
    const d = x - mean[t]!;
    mean[t]! += d / count[t]!;
    square[t]! += d * (x - mean[t]!);
  });
  return count.map((n, t) => (n < 2 ? Number.NaN : Math.sqrt(square[t]! / (n - 1))));
}

/** How far readers lie apart within groups of patients, and differences with limits that hold together. */
export function spreadBlocks(
  readings: Readings,
  numbers: NumberReadings,
  context: AgreementContext,
): Block[] {
  const spread = spreadOfCases(numbers);
  const perCase = new Int32Array(readings.caseCount);
  for (const t of numbers.caseIndex) perCase[t]!++;
  const readerCount = new Set(numbers.reader).size;
  return readings.attributes.flatMap((attribute): Block[] => {
    const { name, levels, missingLevel, codes } = attribute;
    if (levels.length > mostLevels) {
      context.warn(
        'too-many-groups',
        `${name} has ${levels.length} levels; up to ${mostLevels} are compared.`,
      );
      return [];
    }
    const known = codes.map((code) => (code === missingLevel ? -1 : code));
    const found = scoresByGroup(
      spread,
      readings.patient,
      known,
      levels.length,
      context.options.level,
      [0, Number.POSITIVE_INFINITY],
    );
    if (found.groups.length === 0) return [];
    const estimates = new Map(
      found.groups.map(({ group, mean, leftOut }) => {
        let readingCount = 0;
        known.forEach((code, t) => {
          if (code === group && perCase[t]! > 1) readingCount += perCase[t]!;
        });
        const estimate = context.estimate({
          metric: 'reading-spread',
          slice: { [name]: levels[group]! },
          value: mean.estimate.value,
          low: mean.limits === null ? null : Math.max(0, mean.limits[0]),
          high: mean.limits?.[1] ?? null,
          method: mean.method,
          caseCount: mean.unitCount,
          patientCount: mean.patientCount,
          readerCount,
          readingCount,
          reason: mean.estimate.reason ?? null,
          caution: leftOut,
        });
        if (leftOut !== null && estimate.suppressed !== true) {
          context.find({
            key: `small|${name}|${levels[group]}`,
            attribute: name,
            metric: 'reading-spread',
            reason: leftOut,
            estimateIds: [estimate.id],
            sentence: `${name} ${levels[group]} is not compared: ${because(leftOut)}.`,
          });
        }
        return [group, estimate] as const;
      }),
    );
    const differences = found.differences.map((one) => {
      const [a, b] = [estimates.get(one.group)!, estimates.get(one.other)!];
      const isHidden = a.suppressed === true || b.suppressed === true;
      const estimate = context.estimate({
        metric: 'reading-spread',
        slice: { [name]: levels[one.group]! },
        versus: levels[one.other]!,
        value: isHidden ? null : one.difference,
        low: one.limits[0],
        high: one.limits[1],
        method: 'simultaneous-max-t',
        caseCount: a.caseCount + b.caseCount,
        patientCount: a.patientCount + b.patientCount,
        readerCount,
        readingCount: isHidden ? null : (a.readingCount ?? 0) + (b.readingCount ?? 0),
        reason: isHidden ? 'suppressed' : null,
      });
      const [first, second] = [levels[one.group]!, levels[one.other]!];
      if (estimate.value !== null && (estimate.low! > 0 || estimate.high! < 0)) {
        const [more, less] = estimate.low! > 0 ? [first, second] : [second, first];
        context.find({
          key: `groups|${name}|${first}|${second}`,
          verdict: 'beyond-margin',
          role: 'exploratory',
          attribute: name,
          metric: 'reading-spread',
          reason: 'group-difference',
          estimateIds: [estimate.id],
          sentence: `Readers lie farther apart for ${name} ${more} than for ${less} (standard deviation of ${first} minus ${second}: ${ranged(estimate, (x) => signed(x))}): the labels of ${more} are less certain.`,
        });
      }
      return { label: `${first} − ${second}`, estimate };
    });
    const { task } = context;
    return [
      {
        kind: 'forest',
        id: `spread-${name}-${task}`,
        title: `Spread of readings by ${name}`,
        caption:
          'Standard deviation of the readings of a case, averaged over cases with two readings or more.',
        task,
        axis: 'standard deviation within a case',
        rule: null,
        margin: null,
        digits: 2,
        rows: found.groups.map(({ group }) => forestRow(levels[group]!, estimates.get(group)!)),
      },
      ...(differences.length === 0
        ? []
        : [
            {
              kind: 'forest' as const,
              id: `spread-differences-${name}-${task}`,
              title: `Differences by ${name}`,
              caption: `Spread in the first group minus that in the second.${jointly(differences.length)}`,
              task,
              axis: 'difference in standard deviation',
              rule: 0,
              margin: null,
              digits: 2,
              rows: differences.map(({ label, estimate }) => forestRow(label, estimate)),
            },
          ]),
    ];
  });
}

/** A number of a table: four significant digits at most. */
export function plainFigure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  return figure(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}
