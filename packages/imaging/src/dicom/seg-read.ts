import { fail } from '../errors.ts';
import { type Code, ownCode, readCode } from './codes.ts';
import { type Dataset, type DicomFile, itemsOf } from './dataset.ts';
import { itemAt } from './functional-groups.ts';
import { checkNativeLength, nativeFrame } from './native.ts';
import { describePixels } from './pixel-description.ts';
import { type Segment, type SegmentationKind, segmentationClass } from './segmentation.ts';
import { tags } from './tags.ts';
import { numberOf, textOf, uidOf } from './values.ts';

/** A read segmentation. */
export interface Segmentation {
  readonly kind: SegmentationKind;
  readonly width: number;
  readonly height: number;
  /** `YES` where two segments share a pixel. */
  readonly overlap: string;
  readonly segments: readonly Segment[];
  /** Instances of the segmented image in the order in which they are referred to. */
  readonly instances: readonly string[];
}

/**
 * Reads a DICOM segmentation of uncompressed frames.
 *
 * @param file read file
 * @param instances instances of the image in frame order, so that frames find their places; default the order of
 * references in the file
 * @throws imaging/bad-argument for another object; imaging/bad-pixels; imaging/truncated
 * @see DICOM PS3.3 A.51
 */
export function readSegmentation(file: DicomFile, instances?: readonly string[]): Segmentation {
  const { dataset } = file;
  if (uidOf(dataset, tags.SOPClassUID) !== segmentationClass) {
    fail('imaging/bad-argument', 'The object is no segmentation.', 'Give a SEG object.');
  }
  const description = describePixels(dataset);
  checkNativeLength(dataset, description);
  const known = instances ?? referencedInstances(dataset);
  const frames = new Map<number, Map<number, Uint8Array>>();
  for (let i = 0; i < description.frameCount; i++) {
    const identity = itemAt(dataset, tags.SegmentIdentificationSequence, i);
    const segment = identity && numberOf(identity, tags.ReferencedSegmentNumber);
    if (!segment) {
      fail('imaging/bad-pixels', `Frame ${i + 1} belongs to no segment.`, 'Export it again.');
    }
    const cells = nativeFrame(dataset, description, i);
    const bytes = new Uint8Array(cells.buffer, cells.byteOffset, cells.length);
    const ofSegment = frames.get(segment) ?? new Map<number, Uint8Array>();
    frames.set(segment, ofSegment);
    ofSegment.set(sourceFrame(dataset, i, known), bytes);
  }
  const segments = itemsOf(dataset, tags.SegmentSequence).map((item) => segmentOf(item, frames));
  const isFractional = textOf(dataset, tags.SegmentationType) === 'FRACTIONAL';
  return {
    kind: isFractional ? 'fractional' : 'binary',
    width: description.columns,
    height: description.rows,
    overlap: textOf(dataset, tags.SegmentsOverlap),
    segments,
    instances: known,
  };
}

function segmentOf(item: Dataset, frames: Map<number, Map<number, Uint8Array>>): Segment {
  const type = textOf(item, tags.SegmentAlgorithmType);
  const algorithm = type === 'AUTOMATIC' || type === 'SEMIAUTOMATIC' ? type : 'MANUAL';
  const name = textOf(item, tags.SegmentAlgorithmName);
  const unknown: Code = ownCode('unknown');
  return {
    label: textOf(item, tags.SegmentLabel),
    category: readCode(item, tags.SegmentedPropertyCategoryCodeSequence) ?? unknown,
    type: readCode(item, tags.SegmentedPropertyTypeCodeSequence) ?? unknown,
    algorithm,
    ...(name === '' ? {} : { algorithmName: name }),
    frames: frames.get(numberOf(item, tags.SegmentNumber) ?? 0) ?? new Map(),
  };
}

function sourceFrame(dataset: Dataset, frame: number, instances: readonly string[]): number {
  const derivation = itemAt(dataset, tags.DerivationImageSequence, frame);
  const source = derivation && itemsOf(derivation, tags.SourceImageSequence)[0];
  if (source) {
    const number = numberOf(source, tags.ReferencedFrameNumber);
    if (number !== null) return number - 1;
    const index = instances.indexOf(uidOf(source, tags.ReferencedSOPInstanceUID));
    if (index >= 0) return index;
  }
  const content = itemAt(dataset, tags.FrameContentSequence, frame);
  return ((content && numberOf(content, 0x00209057)) ?? frame + 1) - 1;
}

function referencedInstances(dataset: Dataset): string[] {
  return itemsOf(dataset, tags.ReferencedSeriesSequence).flatMap((series) =>
    itemsOf(series, tags.ReferencedInstanceSequence).map((item) =>
      uidOf(item, tags.ReferencedSOPInstanceUID),
    ),
  );
}
