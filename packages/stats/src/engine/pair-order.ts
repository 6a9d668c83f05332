import type { AurocOrder, Grouping, LevelOrder, PairOrder } from './plan.ts';

/** Most rows, and most patients, that 16 bits can number. */
const most = 65535;

/** The rows level by level, and per row of that order how many of the other class stand before it, and with its ties. */
export interface BoundedRows {
  readonly order: LevelOrder;
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/**
 * Lays rows and slots out for passes over two replicates.
 *
 * @param auroc rows by class, and slots
 * @param rows the rows of both classes
 * @param slots slots and their pairs
 * @returns null where there are too many rows or patients
 */
export function pairOrder(
  auroc: Omit<AurocOrder, 'pair'>,
  { order, low, high }: BoundedRows,
  slots: Pick<Grouping, 'slotPatient' | 'slotWeight' | 'pairPositive' | 'pairNegative'>,
): PairOrder | null {
  const { list, negativeStart, positiveStart, negativePatient, positivePatient } = auroc;
  const count = order.patient.length;
  if (count > most || order.patient.some((p) => p > most)) return null;
  const negatives = negativePatient.length;
  const patient = new Uint16Array(count);
  patient.set(negativePatient);
  patient.set(positivePatient, negatives);
  const keys = 2 * (negativeStart.length - 1);
  const start = (k: number, end: 0 | 1): number =>
    k & 1 ? negatives + positiveStart[(k >> 1) + end]! : negativeStart[(k >> 1) + end]!;
  const steps = stepsOf(keys, negatives, { order, low, high });
  const placeOf = new Uint16Array(slots.slotPatient.length);
  for (let i = 0; i < list.slot.length; i++) placeOf[list.slot[i]!] = i;
  const { pairPositive, pairNegative, slotPatient, slotWeight } = slots;
  const step = new Uint16Array(count);
  for (let r = 0; r < count; r++) step[r] = steps.step[list.place[r]!]!;
  const pairPatient = new Uint16Array(pairPositive.length);
  const pairPlace = new Uint16Array(2 * pairPositive.length);
  const pairWeight = new Float64Array(2 * pairPositive.length);
  for (let i = 0; i < pairPositive.length; i++) {
    pairPatient[i] = slotPatient[pairPositive[i]!]!;
    pairPlace[2 * i] = placeOf[pairPositive[i]!]!;
    pairPlace[2 * i + 1] = placeOf[pairNegative[i]!]!;
    pairWeight[2 * i] = slotWeight[pairPositive[i]!]!;
    pairWeight[2 * i + 1] = slotWeight[pairNegative[i]!]!;
  }
  return {
    patient,
    rowFrom: Int32Array.from({ length: keys }, (_, k) => start(k, 0)),
    rowTo: Int32Array.from({ length: keys }, (_, k) => start(k, 1)),
    step,
    stepFrom: steps.stepFrom,
    stepTo: steps.stepTo,
    bounds: steps.bounds,
    slotPatient: new Uint16Array(list.patient),
    pairPatient,
    pairPlace,
    pairWeight,
  };
}

/** Numbers the steps key by key; `step` is per row of the level order. */
function stepsOf(
  keys: number,
  negatives: number,
  { order, low, high }: BoundedRows,
): Pick<PairOrder, 'stepFrom' | 'stepTo' | 'bounds'> & { readonly step: Uint16Array } {
  const { start, slotLabel } = order;
  const step = new Uint16Array(slotLabel.length);
  const bounds = new Uint16Array(2 * slotLabel.length);
  const stepFrom = new Int32Array(keys);
  const stepTo = new Int32Array(keys);
  let count = 0;
  for (let k = 0; k < keys; k++) {
    const label = k & 1;
    // The positives stand behind all negatives.
    const first = label === 0 ? negatives : 0;
    let last = -1;
    stepFrom[k] = count;
    for (let i = start[k >> 1]!; i < start[(k >> 1) + 1]!; i++) {
      if ((slotLabel[i]! & 1) !== label) continue;
      if (last < 0 || low[i] !== low[last] || high[i] !== high[last]) {
        bounds[2 * count] = first + low[i]!;
        bounds[2 * count + 1] = first + high[i]!;
        count++;
      }
      last = i;
      step[i] = count - 1;
    }
    stepTo[k] = count;
  }
  return { step, stepFrom, stepTo, bounds: bounds.slice(0, 2 * count) };
}
