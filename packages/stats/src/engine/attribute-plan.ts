import { buildCalibration } from './calibration.ts';
import { layOutEntries } from './entries.ts';
import { buildGrouping, pairSlots, type SortedRows } from './grouping.ts';
import { buildMomentTable, type MomentRows } from './moment-table.ts';
import {
  type AttributePlan,
  countColumns,
  type Grouping,
  type RestMode,
  type SlotPairs,
} from './plan.ts';
import { rankBaselines } from './rank-baseline.ts';
import { shufflePlan } from './shuffle-plan.ts';

/** What one attribute's plan is made from. */
export interface AttributeSources {
  readonly rows: SortedRows & { readonly codes: readonly Int32Array[]; readonly label: Uint8Array };
  readonly families: readonly { readonly rows: MomentRows }[];
  readonly logOdds: Float64Array | null;
  readonly patientCount: number;
  readonly overall: Grouping;
  readonly leftOut: readonly (readonly (readonly (string | null)[])[])[];
  readonly attribute: number;
  readonly levelCount: number;
  readonly reference: number;
  readonly counts: Float64Array;
  readonly aurocMetric: number;
  readonly auprcMetric: number;
  readonly binsWanted: number;
}

/** Rows × levels up to which each rest gets its own pass. */
const smallWork = 15_000;
/** Share of rows from which a level's rest is too small to keep its variance fixed. */
const largeShare = 0.4;

/** Lays out one attribute. */
export function attributePlan(sources: AttributeSources): AttributePlan {
  const { rows, levelCount, patientCount, attribute, counts } = sources;
  const code = rows.codes[attribute]!;
  const ranks = sources.aurocMetric >= 0 || sources.auprcMetric >= 0;
  const layout = layOutEntries(rows.patient, code, patientCount);
  const grouping = buildGrouping(rows, { code, levelCount, patientCount, ranks, layout });
  const oneLevel = (belongs: (level: number) => boolean): Grouping =>
    buildGrouping(rows, {
      code: code.map((level) => (level >= 0 && belongs(level) ? 0 : -1)),
      levelCount: 1,
      patientCount,
      ranks,
    });
  const varies = hasRepeats(layout.entryPatient);
  const total = grouping.rowCount === rows.rowCount ? null : oneLevel(() => true);
  const reference = sources.reference >= 0 ? sources.reference : largestLevel(counts, levelCount);
  const { mode, other } = restModes(sources, grouping.rowCount);
  const rest = mode.map((kind, k) =>
    ranks && kind === 'own-pass' ? oneLevel((level) => level !== k) : null,
  );
  const restPairs = mode.map((kind, k): SlotPairs | null => {
    if (!varies || !ranks) return null;
    if (kind === 'other-level') return pairSlots(grouping, k, grouping, other[k]!, patientCount);
    const own = rest[k] ?? null;
    return own === null ? null : pairSlots(grouping, k, own, 0, patientCount);
  });
  const referencePairs = mode.map((_, k): SlotPairs | null =>
    varies && ranks && k !== reference && sources.counts[8 * k]! > 0 && levelCount <= 200
      ? pairSlots(grouping, k, grouping, reference, patientCount)
      : null,
  );
  const shuffle = shufflePlan(grouping, rows, layout);
  const subtracts = ranks && mode.includes('subtracted');
  const bin =
    subtracts && sources.auprcMetric >= 0 ? scoreBins(rows, grouping, sources.binsWanted) : null;
  const base = { grouping, total: total ?? sources.overall, mode, varies, bin };
  const baselines = subtracts
    ? rankBaselines({ ...base, ...sources, weight: rows.weight })
    : { auroc: null, auprc: null };
  return {
    levelCount,
    grouping,
    total,
    varies,
    reference,
    mode,
    rest,
    other,
    restPairs,
    referencePairs,
    bin,
    ...baselines,
    moments: sources.families.map((family) =>
      buildMomentTable({ rows: family.rows, layout, levelCount, patientCount, varies, reference }),
    ),
    calibration:
      sources.logOdds === null
        ? null
        : buildCalibration(
            { ...rows, logOdds: sources.logOdds },
            code,
            levelCount,
            patientCount,
            reference,
          ),
    shuffle,
    variedVectors: sources.families.map(({ rows: { vector, dimension } }) => {
      const out = new Float64Array(shuffle.variedRow.length * dimension);
      for (let j = 0; j < shuffle.variedRow.length; j++) {
        const place = shuffle.variedRow[j]!;
        const i = grouping.row === null ? place : grouping.row[place]!;
        out.set(vector.subarray(i * dimension, (i + 1) * dimension), j * dimension);
      }
      return out;
    }),
  };
}

function hasRepeats(ascending: Int32Array): boolean {
  for (let e = 1; e < ascending.length; e++) if (ascending[e] === ascending[e - 1]) return true;
  return false;
}

function largestLevel(counts: Float64Array, levelCount: number): number {
  let best = -1;
  let most = 0;
  for (let k = 0; k < levelCount; k++) {
    const patients = counts[8 * k + countColumns.patients]!;
    if (patients > most) {
      most = patients;
      best = k;
    }
  }
  return best;
}

function restModes(
  sources: AttributeSources,
  rowCount: number,
): { mode: RestMode[]; other: Int32Array } {
  const { levelCount, counts, leftOut, attribute } = sources;
  const other = new Int32Array(levelCount).fill(-1);
  const filled: number[] = [];
  for (let k = 0; k < levelCount; k++) if (counts[8 * k]! > 0) filled.push(k);
  if (filled.length === 2) {
    other[filled[0]!] = filled[1]!;
    other[filled[1]!] = filled[0]!;
  }
  const small = rowCount * filled.length <= smallWork;
  const mode = Array.from({ length: levelCount }, (_, k): RestMode => {
    if (other[k]! >= 0) return 'other-level';
    const share = counts[8 * k]! / rowCount;
    const wanted = leftOut.some((byAttribute) => byAttribute[attribute]![k] === null);
    const ownPass = wanted && filled.length > 2 && (small || share > largeShare);
    return ownPass ? 'own-pass' : 'subtracted';
  });
  return { mode, other };
}

/** Score bins, half of them even over rows and half even over positives; ties stay together. */
function scoreBins(rows: SortedRows, grouping: Grouping, wanted: number): Int32Array {
  const { rowCount, key, row } = grouping;
  let positives = 0;
  for (let i = 0; i < rowCount; i++) positives += key[i]! & 1;
  const bin = new Int32Array(rowCount);
  let seen = 0;
  let current = -1;
  let previous = -1;
  for (let i = 0; i < rowCount; i++) {
    const block = rows.block[row === null ? i : row[i]!]!;
    if (block !== previous) {
      const share = (i / rowCount + (positives > 0 ? seen / positives : 0)) / 2;
      current = Math.max(current, Math.min(wanted - 1, Math.floor(share * wanted)));
      previous = block;
    }
    bin[i] = current;
    seen += key[i]! & 1;
  }
  return bin;
}
