/** Arrays of one length that are used again and again, so that not each of many statistics makes its own. */
export interface Room {
  readonly length: number;
  /** The array of a name, filled with 0; what it held before is lost. */
  cleared(name: string): Float64Array;
  /** The array of a name as it was left. */
  kept(name: string): Float64Array;
}

/** Makes room for arrays of a length. */
export function makeRoom(length: number): Room {
  const arrays = new Map<string, Float64Array>();
  const kept = (name: string): Float64Array => {
    const found = arrays.get(name) ?? new Float64Array(length);
    arrays.set(name, found);
    return found;
  };
  return { length, kept, cleared: (name) => kept(name).fill(0) };
}

const rooms = new WeakMap<Int32Array, Room>();

/** Room for arrays with an entry a patient, shared by all runs of the same rows. */
export function patientRoom(job: {
  readonly patient: Int32Array;
  readonly patientCount: number;
}): Room {
  const room = rooms.get(job.patient) ?? makeRoom(job.patientCount);
  rooms.set(job.patient, room);
  return room;
}

const rowRooms = new WeakMap<Int32Array, Room>();

/** Room for arrays with an entry a row, shared by all runs of the same rows. */
export function rowRoom(job: { readonly patient: Int32Array }): Room {
  const room = rowRooms.get(job.patient) ?? makeRoom(job.patient.length);
  rowRooms.set(job.patient, room);
  return room;
}
