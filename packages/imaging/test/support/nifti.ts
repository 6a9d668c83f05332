/** Fields of a hand-made NIfTI-1 header that tests set. */
export interface RawHeader {
  readonly isLittle?: boolean;
  readonly dim?: readonly number[];
  readonly pixdim?: readonly number[];
  readonly datatype?: number;
  readonly bitpix?: number;
  readonly voxOffset?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly units?: number;
  readonly qformCode?: number;
  readonly sformCode?: number;
  readonly quaternion?: readonly number[];
  readonly qoffset?: readonly number[];
  readonly srows?: readonly number[];
  readonly magic?: string;
}

/** Bytes of a NIfTI-1 file with exactly these fields, and room for voxels behind the header. */
export function rawNifti(
  header: RawHeader,
  voxelBytes: number,
): { bytes: Uint8Array; view: DataView } {
  const e = header.isLittle ?? true;
  const bytes = new Uint8Array(352 + voxelBytes);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, e);
  (header.dim ?? [3, 2, 2, 1, 1, 1, 1, 1]).forEach((n, k) => {
    view.setInt16(40 + 2 * k, n, e);
  });
  view.setInt16(70, header.datatype ?? 2, e);
  view.setInt16(72, header.bitpix ?? 8, e);
  const floats = (at: number, values: readonly number[]): void => {
    values.forEach((v, k) => {
      view.setFloat32(at + 4 * k, v, e);
    });
  };
  floats(76, header.pixdim ?? [1, 1, 1, 1, 1, 1, 1, 1]);
  floats(108, [header.voxOffset ?? 352, header.slope ?? 0, header.intercept ?? 0]);
  view.setUint8(123, header.units ?? 2);
  view.setInt16(252, header.qformCode ?? 0, e);
  view.setInt16(254, header.sformCode ?? 0, e);
  floats(256, header.quaternion ?? [0, 0, 0]);
  floats(268, header.qoffset ?? [0, 0, 0]);
  floats(280, header.srows ?? Array(12).fill(0));
  const magic = header.magic ?? 'n+1';
  for (let k = 0; k < magic.length; k++) bytes[344 + k] = magic.charCodeAt(k);
  return { bytes, view };
}
