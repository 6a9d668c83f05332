import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newDataset, tags, writeDicom } from '@equipoise/imaging';

const side = 512;

/** A slice like one of computed tomography: a body with organs, air around it, noise of some ten units. */
function pixels(series: number, slice: number): Uint8Array {
  const cells = new Int16Array(side * side);
  let state = (series * 1000 + slice + 1) >>> 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = ((state >>> 24) + ((state >>> 16) & 255) - 255) / 12;
      const [u, v] = [(x - 256) / 200, (y - 256) / (150 + slice / 4)];
      const organ = Math.sin(x / 23 + slice / 9) * Math.cos(y / 31) * 60;
      const value = u * u + v * v < 1 ? 40 + organ + noise : -1000 + noise / 4;
      cells[y * side + x] = Math.round(value);
    }
  }
  return new Uint8Array(cells.buffer);
}

/** Writes a slice as a DICOM file of 512 × 512 × 16 bits, uncompressed. */
function sliceFile(series: number, slice: number): Uint8Array {
  return writeDicom(
    newDataset([
      [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2'],
      [tags.SOPInstanceUID, `1.2.3.${series + 1}.1.${slice + 1}`],
      [tags.StudyInstanceUID, `1.2.3.${series + 1}`],
      [tags.SeriesInstanceUID, `1.2.3.${series + 1}.1`],
      [tags.StudyDate, '20200102'],
      [tags.StudyTime, '101112'],
      [tags.Modality, 'CT'],
      [tags.PatientName, `Patient^${series}`],
      [tags.PatientID, `P${series}`],
      [tags.InstanceNumber, [slice + 1]],
      [tags.ImagePositionPatient, [0, 0, slice * 2]],
      [tags.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]],
      [tags.FrameOfReferenceUID, `1.2.3.${series + 1}.9`],
      [tags.PixelSpacing, [0.7, 0.7]],
      [tags.SamplesPerPixel, [1]],
      [tags.PhotometricInterpretation, 'MONOCHROME2'],
      [tags.Rows, [side]],
      [tags.Columns, [side]],
      [tags.BitsAllocated, [16]],
      [tags.BitsStored, [16]],
      [tags.HighBit, [15]],
      [tags.PixelRepresentation, [1]],
      [tags.RescaleIntercept, [0], 'DS'],
      [tags.RescaleSlope, [1], 'DS'],
      [tags.PixelData, pixels(series, slice), 'OW'],
    ]),
  );
}

/** Writes series of slices, a folder each. */
export function writeSlices(folder: string, seriesCount: number, sliceCount: number): void {
  for (let series = 0; series < seriesCount; series++) {
    const home = join(folder, `series-${series}`);
    mkdirSync(home, { recursive: true });
    for (let slice = 0; slice < sliceCount; slice++) {
      writeFileSync(join(home, `${String(slice).padStart(4, '0')}.dcm`), sliceFile(series, slice));
    }
  }
}
