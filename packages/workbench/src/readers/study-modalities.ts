import { findColumn, type Table } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { type BinaryWords, binaryColumn, numericColumn } from './binary-column.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

/** What the AI said, row by row; NaN where it said nothing. */
export interface AdviceColumns {
  readonly label: Float64Array | null;
  readonly probability: Float64Array | null;
}

/**
 * The AI's label and probability of disease. Where the probability never falls below one half although the label
 * says no disease, it is confidence in that label and is turned round.
 */
export function adviceOf(
  table: Table,
  protocol: ReaderStudyProtocol,
  words: BinaryWords,
  notes: { code: string; message: string }[],
): AdviceColumns | null {
  const { aiLabel, aiProbability } = protocol;
  if (aiLabel === undefined && aiProbability === undefined) return null;
  const label = aiLabel === undefined ? null : binaryColumn(findColumn(table, aiLabel), words);
  let probability =
    aiProbability === undefined
      ? null
      : numericColumn(findColumn(table, aiProbability), '--ai-probability');
  if (label !== null && probability !== null) {
    const given = probability;
    const negatives = [...label.keys()].filter((i) => label[i] === 0 && !Number.isNaN(given[i]!));
    if (negatives.length >= 10 && negatives.every((i) => given[i]! >= 0.5 && given[i]! <= 1)) {
      probability = given.map((x, i) => (label[i] === 0 ? 1 - x : x));
      notes.push({
        code: 'confidence-of-label',
        message: `"${aiProbability}" is at least .5 wherever the AI says no disease: it is taken as confidence in the AI's own label and turned into the probability of disease.`,
      });
    }
  }
  return {
    label: label ?? probability?.map((x) => (Number.isNaN(x) ? x : x >= 0.5 ? 1 : 0)) ?? null,
    probability,
  };
}

/** Modalities in which readers saw the AI: as declared, or those alone that carry its answers. */
export function assistedOf(
  rows: readonly number[],
  modality: Int32Array,
  names: readonly string[],
  advice: AdviceColumns | null,
  protocol: ReaderStudyProtocol,
): string[] {
  const present = new Set(rows.map((row) => names[modality[row]!]!));
  if (protocol.assisted !== undefined) {
    const known = protocol.assisted.filter((name) => present.has(name));
    if (known.length === 0) {
      fail(
        'workbench/bad-option',
        `--assisted names ${protocol.assisted.join(', ')}, and the modalities are ${[...present].join(', ')}.`,
        'Name the modalities in which readers saw the AI.',
      );
    }
    return known;
  }
  if (advice?.label == null) return [];
  const { label } = advice;
  const withAdvice = new Set(
    rows.filter((row) => !Number.isNaN(label[row]!)).map((row) => names[modality[row]!]!),
  );
  if (withAdvice.size < present.size) return [...withAdvice];
  return fail(
    'workbench/missing-option',
    'The AI has answers under every modality, so it is not clear when readers saw them.',
    'Write --assisted with the modalities in which they did.',
  );
}

const isNumber = (text: string): boolean => /^\d+(\.\d+)?$/.test(text);

/**
 * Modalities in the order of the report: the reference last, so that every difference is a modality minus the
 * reference. Without a declared one it is the first without AI, numbers before names.
 *
 * @throws workbench/bad-option when the reference is no modality
 */
export function orderModalities(
  names: readonly string[],
  assisted: readonly string[],
  reference: string | undefined,
): string[] {
  const sorted = [...names].sort((a, b) =>
    isNumber(a) && isNumber(b) ? Number(a) - Number(b) : a < b ? -1 : 1,
  );
  if (reference !== undefined && !sorted.includes(reference)) {
    fail(
      'workbench/bad-option',
      `--reference names "${reference}", and the modalities are ${sorted.join(', ')}.`,
      'Name one of them.',
    );
  }
  const last = reference ?? sorted.find((name) => !assisted.includes(name)) ?? sorted[0];
  return last === undefined ? [] : [...sorted.filter((name) => name !== last), last];
}
