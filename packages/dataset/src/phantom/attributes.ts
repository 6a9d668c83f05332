import type { PhantomAttributeName } from './flaws.ts';

/** How an attribute of a phantom is distributed. */
export interface AttributeModel {
  readonly name: PhantomAttributeName;
  /** Level names in their order. */
  readonly levels: readonly string[];
  /** Probability of each level; they add up to 1. Attributes are independent of each other. */
  readonly shares: readonly number[];
  /** Whether a value belongs to the patient or to the single image. */
  readonly unit: 'patient' | 'image';
}

/** Age bands of every phantom: lower ends in years, closed on the left. */
export const ageBandStarts: readonly number[] = [0, 40, 65, 80];

/** Youngest and oldest age that a phantom gives, in years. */
export const ageRangeYears: readonly [number, number] = [18, 95];

/** Names of the age bands, as `--bins age=0,40,65,80` names them. */
export const ageBandNames: readonly string[] = ['[0,40)', '[40,65)', '[65,80)', '>=80'];

const ageShares: readonly number[] = [0.18, 0.42, 0.28, 0.12];

/** Shares that fall off slowly from the first level on: 1, 1/1.25, 1/1.5, ... scaled to sum 1. */
function fallingShares(count: number): number[] {
  const raw = Array.from({ length: count }, (_, i) => 1 / (1 + 0.25 * i));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((share) => share / sum);
}

function vendorName(index: number): string {
  return index < 26 ? `Vendor ${String.fromCharCode(65 + index)}` : `Vendor ${index + 1}`;
}

/**
 * The attributes of a phantom.
 *
 * @param siteCount number of sites, at least 1; named S1, S2, ...
 * @param scannerCount number of scanner vendors, at least 1; named Vendor A, Vendor B, ...
 * @param femaleShare share of patients recorded as F, 0 to 1
 * @returns sex, age, site, scanner (of the patient) and view (of the image), in this order
 */
export function attributeModels(
  siteCount: number,
  scannerCount: number,
  femaleShare: number,
): readonly AttributeModel[] {
  return [
    { name: 'sex', levels: ['F', 'M'], shares: [femaleShare, 1 - femaleShare], unit: 'patient' },
    { name: 'age', levels: ageBandNames, shares: ageShares, unit: 'patient' },
    {
      name: 'site',
      levels: Array.from({ length: siteCount }, (_, i) => `S${i + 1}`),
      shares: fallingShares(siteCount),
      unit: 'patient',
    },
    {
      name: 'scanner',
      levels: Array.from({ length: scannerCount }, (_, i) => vendorName(i)),
      shares: fallingShares(scannerCount),
      unit: 'patient',
    },
    { name: 'view', levels: ['PA', 'AP'], shares: [0.6, 0.4], unit: 'image' },
  ];
}

/**
 * First and last whole year of an age band.
 *
 * @param band index into {@link ageBandNames}
 * @returns both ends included, in years
 */
export function ageBandYears(band: number): readonly [number, number] {
  const start = Math.max(ageBandStarts[band] ?? 0, ageRangeYears[0]);
  const next = ageBandStarts[band + 1];
  return [start, next === undefined ? ageRangeYears[1] : next - 1];
}
