import { fail } from '../errors.ts';
import { codeItem } from './codes.ts';
import { bySeries, type DocumentHead, headElements, referenceItem } from './document.ts';
import {
  type Segment,
  type SegmentationKind,
  type SegmentedImage,
  segmentationClass,
} from './segmentation.ts';
import { tags } from './tags.ts';
import type { Vr } from './vr.ts';
import { type NewDataset, type NewValue, newDataset, writeDicom } from './write.ts';

/** A segmentation to be written. */
export interface SegmentationContent {
  readonly head: DocumentHead;
  readonly image: SegmentedImage;
  /** One to 65,535 structures; they may overlap. */
  readonly segments: readonly Segment[];
  readonly kind: SegmentationKind;
  /** UID of the order of frames, one's own. */
  readonly dimensionUid: string;
  /** Upper-case name of the content, at most 16 characters. */
  readonly contentLabel: string;
  /** What the content is, at most 64 characters. @default empty */
  readonly contentDescription?: string;
  /** Pseudonym of who outlined. */
  readonly creator: string;
}

type Pair = readonly [number, NewValue, Vr?];

interface SegFrame {
  readonly segment: number;
  readonly frame: number;
  readonly cells: Uint8Array;
}

/**
 * Writes a DICOM segmentation; frames in which a segment is empty are left out.
 *
 * @param content image, segments and origin
 * @throws imaging/bad-argument for masks of another size or frames that the image has not
 * @see DICOM PS3.3 A.51
 */
export function writeSegmentation(content: SegmentationContent): Uint8Array {
  const { head, image, kind } = content;
  const frames = framesOf(content);
  const isBinary = kind === 'binary';
  const bits = isBinary ? 1 : 8;
  const pairs: Pair[] = [
    ...headElements(head, segmentationClass, 'SEG'),
    [tags.ImageType, ['DERIVED', 'PRIMARY']],
    [tags.ContentLabel, content.contentLabel],
    [tags.ContentDescription, (content.contentDescription ?? '').slice(0, 64)],
    [tags.ContentCreatorName, content.creator],
    [tags.SamplesPerPixel, [1]],
    [tags.PhotometricInterpretation, 'MONOCHROME2'],
    [tags.NumberOfFrames, [frames.length]],
    [tags.Rows, [image.height]],
    [tags.Columns, [image.width]],
    [tags.BitsAllocated, [bits]],
    [tags.BitsStored, [bits]],
    [tags.HighBit, [bits - 1]],
    [tags.PixelRepresentation, [0]],
    [tags.LossyImageCompression, '00'],
    [tags.SegmentationType, isBinary ? 'BINARY' : 'FRACTIONAL'],
    [tags.SegmentsOverlap, isOverlapping(frames) ? 'YES' : 'NO'],
    [tags.SegmentSequence, content.segments.map(segmentItem)],
    [tags.ReferencedSeriesSequence, referencedSeries(image)],
    [tags.SharedFunctionalGroupsSequence, [sharedGroups(image)]],
    [tags.PerFrameFunctionalGroupsSequence, frames.map((f) => frameGroups(image, f))],
    ...dimensions(content),
    [tags.PixelData, isBinary ? packBits(frames, image) : joinCells(frames), 'OB'],
  ];
  if (!isBinary) {
    pairs.push(
      [tags.SegmentationFractionalType, 'PROBABILITY'],
      [tags.MaximumFractionalValue, [255]],
    );
  }
  if (!image.positions) pairs.push([tags.PatientOrientation, '']);
  if (image.frameOfReferenceUid !== null) {
    pairs.push([tags.FrameOfReferenceUID, image.frameOfReferenceUid]);
    pairs.push([tags.PositionReferenceIndicator, '']);
  }
  return writeDicom(newDataset(pairs));
}

function framesOf(content: SegmentationContent): SegFrame[] {
  const { image, segments, kind } = content;
  const size = image.width * image.height;
  const most = kind === 'binary' ? 1 : 255;
  const out: SegFrame[] = [];
  segments.forEach((segment, i) => {
    const used = [...segment.frames].sort(([a], [b]) => a - b);
    const before = out.length;
    for (const [frame, cells] of used) {
      if (cells.length !== size || !(frame >= 0 && frame < image.frameCount)) {
        fail(
          'imaging/bad-argument',
          `Segment ${i + 1} has ${cells.length} cells in frame ${frame}; the image has ${image.frameCount} frames of ${size}.`,
          'Give masks on the grid of the image.',
        );
      }
      if (cells.some((v) => v > most)) {
        fail(
          'imaging/bad-argument',
          `A cell of segment ${i + 1} is above ${most}.`,
          'Mend the mask.',
        );
      }
      if (cells.some((v) => v !== 0)) out.push({ segment: i + 1, frame, cells });
    }
    // Every segment has a frame, even one in which nothing was found.
    if (out.length === before) out.push({ segment: i + 1, frame: 0, cells: new Uint8Array(size) });
  });
  if (out.length === 0) {
    fail('imaging/bad-argument', 'A segmentation needs a segment.', 'Give at least one.');
  }
  return out;
}

function segmentItem(segment: Segment, index: number): NewDataset {
  const pairs: Pair[] = [
    [tags.SegmentNumber, [index + 1]],
    [tags.SegmentLabel, segment.label.slice(0, 64)],
    [tags.SegmentAlgorithmType, segment.algorithm],
    [tags.SegmentedPropertyCategoryCodeSequence, [codeItem(segment.category)]],
    [tags.SegmentedPropertyTypeCodeSequence, [codeItem(segment.type)]],
  ];
  if (segment.description !== undefined) {
    pairs.push([tags.SegmentDescription, segment.description.slice(0, 1024)]);
  }
  if (segment.algorithm !== 'MANUAL') {
    pairs.push([tags.SegmentAlgorithmName, (segment.algorithmName ?? 'unnamed').slice(0, 64)]);
  }
  return newDataset(pairs);
}

function referencedSeries(image: SegmentedImage): NewDataset[] {
  return [...bySeries(image.instances)].map(([uid, images]) =>
    newDataset([
      [tags.SeriesInstanceUID, uid],
      [tags.ReferencedInstanceSequence, images.map(referenceItem)],
    ]),
  );
}

function sharedGroups(image: SegmentedImage): NewDataset {
  const pairs: Pair[] = [];
  if (image.spacingMm) {
    const slice = image.sliceSpacingMm ?? 1;
    const measures = newDataset([
      [tags.PixelSpacing, image.spacingMm],
      [tags.SliceThickness, [slice]],
      [tags.SpacingBetweenSlices, [slice]],
    ]);
    pairs.push([tags.PixelMeasuresSequence, [measures]]);
  }
  if (image.orientation) {
    const plane = newDataset([[tags.ImageOrientationPatient, image.orientation]]);
    pairs.push([tags.PlaneOrientationSequence, [plane]]);
  }
  return newDataset(pairs);
}

function frameGroups(image: SegmentedImage, frame: SegFrame): NewDataset {
  const position = image.positions?.[frame.frame];
  const instance = image.instances[image.instances.length === 1 ? 0 : frame.frame];
  const content: Pair[] = [[tags.DimensionIndexValues, [frame.segment, frame.frame + 1]]];
  if (!position) content.push([STACK_ID, '1'], [IN_STACK_POSITION, [frame.frame + 1]]);
  const pairs: Pair[] = [
    [tags.FrameContentSequence, [newDataset(content)]],
    [
      tags.SegmentIdentificationSequence,
      [newDataset([[tags.ReferencedSegmentNumber, [frame.segment]]])],
    ],
  ];
  if (position) {
    const plane = newDataset([[tags.ImagePositionPatient, position]]);
    pairs.push([tags.PlanePositionSequence, [plane]]);
  }
  if (instance) pairs.push([tags.DerivationImageSequence, [derivation(image, frame.frame)]]);
  return newDataset(pairs);
}

const STACK_ID = 0x00209056;
const IN_STACK_POSITION = 0x00209057;
const PURPOSE = 0x0040a170;

function derivation(image: SegmentedImage, frame: number): NewDataset {
  const isMultiFrame = image.instances.length === 1 && image.frameCount > 1;
  const instance = image.instances[image.instances.length === 1 ? 0 : frame];
  if (!instance) return newDataset([]);
  const purpose = {
    value: '121322',
    scheme: 'DCM',
    meaning: 'Source image for image processing operation',
  };
  const source = new Map([
    ...referenceItem(instance),
    ...newDataset([[PURPOSE, [codeItem(purpose)]]]),
    ...(isMultiFrame ? newDataset([[tags.ReferencedFrameNumber, [frame + 1]]]) : []),
  ]);
  const code = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
  return newDataset([
    [tags.SourceImageSequence, [source]],
    [tags.DerivationCodeSequence, [codeItem(code)]],
  ]);
}

function dimensions(content: SegmentationContent): Pair[] {
  const uid = content.dimensionUid;
  const index = (pointer: number, group: number, label: string): NewDataset =>
    newDataset([
      [tags.DimensionOrganizationUID, uid],
      [tags.DimensionIndexPointer, [pointer]],
      [tags.FunctionalGroupPointer, [group]],
      [tags.DimensionDescriptionLabel, label],
    ]);
  const place = content.image.positions
    ? index(tags.ImagePositionPatient, tags.PlanePositionSequence, 'ImagePositionPatient')
    : index(IN_STACK_POSITION, tags.FrameContentSequence, 'InStackPositionNumber');
  return [
    [tags.DimensionOrganizationSequence, [newDataset([[tags.DimensionOrganizationUID, uid]])]],
    [
      tags.DimensionIndexSequence,
      [
        index(
          tags.ReferencedSegmentNumber,
          tags.SegmentIdentificationSequence,
          'ReferencedSegmentNumber',
        ),
        place,
      ],
    ],
  ];
}

function isOverlapping(frames: readonly SegFrame[]): boolean {
  const byFrame = new Map<number, Uint8Array>();
  for (const { frame, cells } of frames) {
    const seen = byFrame.get(frame);
    if (!seen)
      byFrame.set(
        frame,
        Uint8Array.from(cells, (v) => (v === 0 ? 0 : 1)),
      );
    else {
      for (let i = 0; i < cells.length; i++) {
        if (cells[i] === 0) continue;
        if (seen[i] === 1) return true;
        seen[i] = 1;
      }
    }
  }
  return false;
}

/** Bits of all frames in one run, lowest bit first (PS3.5 section 8.1.1). */
function packBits(frames: readonly SegFrame[], image: SegmentedImage): Uint8Array {
  const size = image.width * image.height;
  const out = new Uint8Array(Math.ceil((size * frames.length) / 8));
  frames.forEach(({ cells }, f) => {
    for (let i = 0; i < size; i++) {
      if (cells[i] === 0) continue;
      const bit = f * size + i;
      out[bit >>> 3] = out[bit >>> 3]! | (1 << (bit & 7));
    }
  });
  return out;
}

function joinCells(frames: readonly SegFrame[]): Uint8Array {
  const size = frames[0]?.cells.length ?? 0;
  const out = new Uint8Array(size * frames.length);
  frames.forEach(({ cells }, f) => {
    out.set(cells, f * size);
  });
  return out;
}
