import type { HeaderJson } from '../../dicom/deidentify.ts';
import { depthsOf, evenSpacing } from '../../dicom/geometry.ts';
import type { ImageDraft } from '../canonical-image.ts';
import type { FrameScale, ReadFile } from './messages.ts';

/** A file that was read, with its number in the order given. */
export interface NumberedFile {
  readonly index: number;
  readonly file: ReadFile;
}

/** An image of one or several files. */
export interface Assembled {
  readonly files: readonly number[];
  /** Files that hold the same instance again. */
  readonly copies: readonly number[];
  readonly draft: ImageDraft;
  readonly frames: readonly string[];
  readonly header: HeaderJson | null;
  readonly patient: string | null;
  readonly study: string | null;
  readonly series: string | null;
  /** Instances in frame order, replaced identifiers; empty for other formats. */
  readonly instances: readonly string[];
  /** Whether the pixel hash must be computed over all frames anew. */
  readonly needsHash: boolean;
  /** Scale of each frame where slices differ in it, as in positron emission tomography. */
  readonly scales: readonly FrameScale[] | null;
}

/**
 * Puts slices of one series together to volumes: same size, depth, scale, spacing and orientation, each with a
 * place of its own; everything else stays an image by itself.
 *
 * @param files read files
 * @returns images in the order of their first file
 */
export function assembleSeries(files: readonly NumberedFile[]): Assembled[] {
  const groups = new Map<string, NumberedFile[]>();
  for (const numbered of files) {
    const key = volumeKey(numbered.file) ?? `alone ${numbered.index}`;
    const group = groups.get(key);
    if (group) group.push(numbered);
    else groups.set(key, [numbered]);
  }
  return [...groups.values()].map(assemble).sort((a, b) => a.files[0]! - b.files[0]!);
}

function volumeKey(file: ReadFile): string | null {
  const { draft, place } = file;
  if (!place) return null;
  const isSlice = draft.frameCount === 1 && draft.orientation && draft.positions && draft.spacingMm;
  if (!isSlice) return `instance ${place.instance} ${draft.photometric} ${draft.pixelHash}`;
  const round = (values: readonly number[]): string => values.map((v) => v.toFixed(3)).join(',');
  return JSON.stringify([
    place.study,
    place.series,
    [draft.kind, draft.width, draft.height, draft.bits, draft.signed, draft.photometric],
    draft.unit,
    round(draft.spacingMm ?? []),
    round(draft.orientation ?? []),
  ]);
}

function assemble(group: readonly NumberedFile[]): Assembled {
  const seen = new Map<string, NumberedFile>();
  const copies: number[] = [];
  for (const numbered of group) {
    const { place, draft } = numbered.file;
    const key = place
      ? `${place.instance} ${draft.photometric} ${draft.pixelHash}`
      : String(numbered.index);
    if (seen.has(key)) copies.push(numbered.index);
    else seen.set(key, numbered);
  }
  const slices = sorted([...seen.values()]);
  const first = slices[0]!.file;
  const isVolume = slices.length > 1;
  return {
    files: slices.map((s) => s.index).sort((a, b) => a - b),
    copies,
    draft: isVolume ? volumeDraft(slices) : first.draft,
    frames: slices.flatMap((s) => s.file.frames),
    header: first.header,
    patient: first.patient,
    study: first.place?.study ?? null,
    series: first.place?.series ?? null,
    instances: slices.flatMap((s) => s.file.place?.instance ?? []),
    needsHash: isVolume,
    scales: isVolume ? differingScales(slices) : null,
  };
}

function differingScales(slices: readonly NumberedFile[]): FrameScale[] | null {
  const scales = slices.map(({ file }) => {
    const { slope, intercept, signed } = file.draft;
    return { slope, intercept, signed };
  });
  const first = scales[0]!;
  const isSame = scales.every((s) => s.slope === first.slope && s.intercept === first.intercept);
  return isSame ? null : scales;
}

/** By place along the normal; where two share a place, by instance number. */
function sorted(slices: NumberedFile[]): NumberedFile[] {
  const depths = depthsOfSlices(slices);
  const distinct = new Set(depths.map((d) => Math.round(d * 100)));
  const number = (s: NumberedFile): number => s.file.place?.instanceNumber ?? s.index;
  const depth = new Map(slices.map((s, i) => [s, depths[i] ?? 0]));
  const isByPlace = distinct.size === slices.length;
  return slices.sort((a, b) =>
    isByPlace ? depth.get(a)! - depth.get(b)! : number(a) - number(b) || a.index - b.index,
  );
}

function depthsOfSlices(slices: readonly NumberedFile[]): number[] {
  const { orientation } = slices[0]!.file.draft;
  const positions = slices.flatMap((s) => s.file.draft.positions ?? []);
  if (!orientation || positions.length !== slices.length) return [];
  return depthsOf(positions, orientation);
}

function volumeDraft(slices: readonly NumberedFile[]): ImageDraft {
  const drafts = slices.map((s) => s.file.draft);
  const first = drafts[0]!;
  const depths = depthsOfSlices(slices);
  const isStated = first.sliceSpacingMm !== null && new Set(depths).size === 1;
  return {
    ...first,
    frameCount: slices.length,
    sliceSpacingMm: evenSpacing(depths) ?? (isStated ? first.sliceSpacingMm : null),
    positions: drafts.flatMap((d) => d.positions ?? []),
    presets: mergedPresets(drafts),
    lossySource: drafts.some((d) => d.lossySource),
  };
}

/** The first slice's windows; the full range is that of all slices. */
function mergedPresets(drafts: readonly ImageDraft[]): ImageDraft['presets'] {
  const full = drafts.flatMap((d) => d.presets.filter((p) => p.name === 'full range'));
  if (full.length === 0) return drafts[0]!.presets;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { centre, width } of full) {
    low = Math.min(low, centre - width / 2);
    high = Math.max(high, centre + width / 2);
  }
  const own = drafts[0]!.presets.filter((p) => p.name !== 'full range');
  return [...own, { name: 'full range', centre: (low + high) / 2, width: high - low }];
}
