/** Formats that are taken in. */
export type InputFormat = 'dicom' | 'zip' | 'nifti' | 'png' | 'jpeg' | 'tiff';

/**
 * Tells a format by its first bytes, never by its name.
 *
 * @param bytes at least the first 352 bytes of a file
 */
export function formatOf(bytes: Uint8Array): InputFormat {
  const starts = (...wanted: number[]): boolean => wanted.every((byte, i) => bytes[i] === byte);
  const isDicom = [68, 73, 67, 77].every((byte, i) => bytes[128 + i] === byte);
  if (isDicom) return 'dicom';
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return 'zip';
  if (starts(0x1f, 0x8b)) return 'nifti';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'png';
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return 'tiff';
  if (starts(0x49, 0x49, 0x2b, 0) || starts(0x4d, 0x4d, 0, 0x2b)) return 'tiff';
  const isNifti = [348, 540].some(
    (n) => starts(n & 0xff, n >> 8, 0, 0) || starts(0, 0, n >> 8, n & 0xff),
  );
  return isNifti ? 'nifti' : 'dicom';
}
