import type { WindowPreset } from '../frame/image-record.ts';
import type { Dataset } from './dataset.ts';
import { itemAt } from './functional-groups.ts';
import { tags } from './tags.ts';
import { numberOf, numbersOf, stringsOf, textOf } from './values.ts';

/** From stored numbers to measured ones. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string;
}

/** Windows for computed tomography in Hounsfield units. */
export const tomographyPresets: readonly WindowPreset[] = [
  { name: 'soft tissue', centre: 40, width: 400 },
  { name: 'lung', centre: -600, width: 1500 },
  { name: 'bone', centre: 400, width: 1800 },
  { name: 'brain', centre: 40, width: 80 },
];

/**
 * How stored numbers become measured ones.
 *
 * @param dataset data set of one object
 * @param frame from 0
 * @returns slope 1 and intercept 0 where nothing, or nothing usable, is said
 * @see DICOM PS3.3 C.11.1
 */
export function readRescale(dataset: Dataset, frame = 0): Rescale {
  const item = itemAt(dataset, tags.PixelValueTransformationSequence, frame) ?? dataset;
  const slope = numberOf(item, tags.RescaleSlope);
  const intercept = numberOf(item, tags.RescaleIntercept);
  const hasScale = slope !== null && slope !== 0;
  const type = textOf(item, tags.RescaleType);
  const isTomography = textOf(dataset, tags.Modality) === 'CT' && (hasScale || intercept !== null);
  const unit = isTomography && (type === '' || type === 'HU') ? 'HU' : type === 'HU' ? 'HU' : 'raw';
  return { slope: hasScale ? slope : 1, intercept: intercept ?? 0, unit };
}

/**
 * Windows that the file proposes; a sigmoid is told by its name.
 *
 * @param dataset data set of one object
 * @see DICOM PS3.3 C.11.2.1.2
 */
export function readWindows(dataset: Dataset): WindowPreset[] {
  const item = itemAt(dataset, tags.FrameVoiLutSequence, 0) ?? dataset;
  const centres = numbersOf(item, tags.WindowCenter, 32);
  const widths = numbersOf(item, tags.WindowWidth, 32);
  const names = stringsOf(item, tags.WindowExplanation);
  const isSigmoid = textOf(item, tags.VoiLutFunction) === 'SIGMOID';
  const out: WindowPreset[] = [];
  centres.forEach((centre, i) => {
    const width = widths[i];
    if (centre === null || width === null || width === undefined || width <= 0) return;
    const name = safeName(names[i] ?? '') || (centres.length > 1 ? `window ${i + 1}` : 'as sent');
    out.push({ name: isSigmoid ? `${name} (sigmoid)` : name, centre, width });
  });
  return out;
}

/** Names of windows come from a free text: only plain short words pass, so that nothing personal can. */
function safeName(text: string): string {
  const known =
    /^(window ?\d*|normal|harder|softer|soft|hard|standard|bone|brain|lung|abdomen|mediastinum|angio|liver|algo\d*|user ?\d*|auto|default)$/i;
  const plain = text.trim().toLowerCase();
  return known.test(plain) ? plain : '';
}
