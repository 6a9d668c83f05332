/**
 * Neighbours of a cell in three dimensions as bits of one number: bit k of neighbour k in the order
 * z, y, x from −1 to 1, last fastest; the cell itself (bit 13) is left out.
 */
const touching: Int32Array = new Int32Array(27);
const sharingFace: Int32Array = new Int32Array(27);
let faces = 0;
let eighteen = 0;

for (let a = 0; a < 27; a++) {
  const [za, ya, xa] = offsetOf(a);
  const reach = Math.abs(za) + Math.abs(ya) + Math.abs(xa);
  if (reach === 1) faces |= 1 << a;
  if (reach === 1 || reach === 2) eighteen |= 1 << a;
  for (let b = 0; b < 27; b++) {
    if (a === 13 || b === 13 || a === b) continue;
    const [zb, yb, xb] = offsetOf(b);
    const [dz, dy, dx] = [Math.abs(za - zb), Math.abs(ya - yb), Math.abs(xa - xb)];
    if (Math.max(dz, dy, dx) === 1) touching[a]! |= 1 << b;
    if (dz + dy + dx === 1) sharingFace[a]! |= 1 << b;
  }
}

function offsetOf(k: number): readonly [number, number, number] {
  return [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1];
}

/**
 * Whether taking a cell away leaves the topology of object and background as it is.
 *
 * True when the object's neighbours hang together without the cell (through corners) and the
 * background's neighbours that share a face with it hang together within the 18 nearest (through
 * faces); this implies that the Euler number does not change.
 *
 * @param neighbours object cells around the cell, as bits (27, the cell itself left out)
 * @see Malandain & Bertrand 1992, Fast characterization of 3D simple points (ICPR); Lee, Kashyap & Chu 1994, doi:10.1006/cgip.1994.1042
 */
export function isSimple(neighbours: number): boolean {
  if (neighbours === 0) return false;
  const first = neighbours & -neighbours;
  if (grow(first, neighbours, touching) !== neighbours) return false;
  const background = ~neighbours & eighteen;
  const open = background & faces;
  if (open === 0) return false;
  return (grow(open & -open, background, sharingFace) & open) === open;
}

/** All cells of `allowed` that hang together with `seed`. */
function grow(seed: number, allowed: number, adjacent: Int32Array): number {
  let reached = seed;
  let fresh = seed;
  while (fresh !== 0) {
    let next = 0;
    for (let bits = fresh; bits !== 0; bits &= bits - 1) {
      next |= adjacent[31 - Math.clz32(bits & -bits)]!;
    }
    fresh = next & allowed & ~reached;
    reached |= fresh;
  }
  return reached;
}

/**
 * Reads the neighbours of a cell.
 *
 * @param data cells of a block with an empty rim
 * @param at index of the cell
 * @param nx columns
 * @param plane cells of a slice
 * @returns bits as {@link isSimple} takes them
 */
export function neighbourBits(data: Uint8Array, at: number, nx: number, plane: number): number {
  let bits = 0;
  let k = 0;
  for (let z = -plane; z <= plane; z += plane) {
    for (let y = -nx; y <= nx; y += nx) {
      const centre = at + z + y;
      bits |= data[centre - 1]! << k;
      bits |= data[centre]! << (k + 1);
      bits |= data[centre + 1]! << (k + 2);
      k += 3;
    }
  }
  return bits & ~(1 << 13);
}
