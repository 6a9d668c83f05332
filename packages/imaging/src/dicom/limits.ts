/** What a file may cost before it is refused. */
export interface DicomLimits {
  /** Sequences within sequences. */
  readonly maxDepth: number;
  /** Data elements and items of the whole file, nested ones included. */
  readonly maxElements: number;
  /** Bytes of an unpacked deflated data set. */
  readonly maxInflatedBytes: number;
  /** Bytes unpacked per packed byte; small files may always unpack to 32 MiB. */
  readonly maxInflateRatio: number;
}

/** Limits when none are given. */
export const defaultDicomLimits: DicomLimits = {
  maxDepth: 64,
  maxElements: 500_000,
  maxInflatedBytes: 1_073_741_824,
  maxInflateRatio: 20,
};

/** Most bytes that a deflated part of this many bytes may unpack to. */
export function inflateCap(packedBytes: number, limits: DicomLimits): number {
  const byRatio = Math.max(33_554_432, packedBytes * limits.maxInflateRatio);
  return Math.min(limits.maxInflatedBytes, byRatio);
}
