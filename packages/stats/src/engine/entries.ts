/** Patient × level pairs, sorted by patient, and each row's pair. */
export interface EntryLayout {
  readonly entryPatient: Int32Array;
  readonly entryLevel: Int32Array;
  /** row -> entry; -1 where the row belongs to no level */
  readonly rowEntry: Int32Array;
}

/**
 * Lays out patient × level pairs.
 *
 * @param patient row -> patient
 * @param code row -> level or -1
 * @param patientCount number of patients
 */
export function layOutEntries(
  patient: Int32Array,
  code: Int32Array,
  patientCount: number,
): EntryLayout {
  const rowCount = patient.length;
  const start = new Int32Array(patientCount + 1);
  for (let i = 0; i < rowCount; i++) start[patient[i]! + 1] = start[patient[i]! + 1]! + 1;
  for (let p = 0; p < patientCount; p++) start[p + 1] = start[p + 1]! + start[p]!;
  const order = new Int32Array(rowCount);
  const place = start.slice();
  for (let i = 0; i < rowCount; i++) {
    const p = patient[i]!;
    order[place[p]!] = i;
    place[p] = place[p]! + 1;
  }
  const rowEntry = new Int32Array(rowCount).fill(-1);
  const entryPatient: number[] = [];
  const entryLevel: number[] = [];
  for (let p = 0; p < patientCount; p++) {
    const first = entryPatient.length;
    for (let at = start[p]!; at < start[p + 1]!; at++) {
      const i = order[at]!;
      const level = code[i]!;
      if (level < 0) continue;
      let e = first;
      while (e < entryPatient.length && entryLevel[e] !== level) e++;
      if (e === entryPatient.length) {
        entryPatient.push(p);
        entryLevel.push(level);
      }
      rowEntry[i] = e;
    }
  }
  return {
    entryPatient: Int32Array.from(entryPatient),
    entryLevel: Int32Array.from(entryLevel),
    rowEntry,
  };
}

/** Pairs of entries of the same patient: some level, and the reference. */
export function referencePairs(
  layout: Pick<EntryLayout, 'entryPatient' | 'entryLevel'>,
  reference: number,
): { referenceLeft: Int32Array; referenceRight: Int32Array } {
  const { entryPatient, entryLevel } = layout;
  const left: number[] = [];
  const right: number[] = [];
  for (let from = 0; from < entryPatient.length; ) {
    let to = from + 1;
    while (to < entryPatient.length && entryPatient[to] === entryPatient[from]) to++;
    let found = -1;
    for (let e = from; e < to; e++) if (entryLevel[e] === reference) found = e;
    if (found >= 0) {
      for (let e = from; e < to; e++) {
        if (e === found) continue;
        left.push(e);
        right.push(found);
      }
    }
    from = to;
  }
  return { referenceLeft: Int32Array.from(left), referenceRight: Int32Array.from(right) };
}
