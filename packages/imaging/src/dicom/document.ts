import { tags } from './tags.ts';
import type { Vr } from './vr.ts';
import { type NewValue, newDataset } from './write.ts';

/** What a study already says of its patient, for objects that join it; texts as DICOM writes them. */
export interface SubjectFacts {
  readonly patientName: string;
  readonly birthDate: string;
  readonly sex: string;
  readonly studyDate: string;
  readonly studyTime: string;
  readonly accessionNumber: string;
  readonly referringPhysician: string;
  readonly studyId: string;
}

/** What every object that we write says about its origin. */
export interface DocumentHead {
  /** Pseudonym of the patient. */
  readonly patient: string;
  readonly studyUid: string;
  /** The new series and instance. */
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly seriesNumber: number;
  /** Instant as `YYYYMMDDHHMMSS`, UTC. */
  readonly timestamp: string;
  /** Version of the software that writes. */
  readonly softwareVersion: string;
  readonly seriesDescription?: string;
  /** Facts of the study that the object joins; all empty, and the pseudonym for the name, when absent. */
  readonly subject?: SubjectFacts;
}

/** Elements of the patient, study, series and equipment modules. */
export function headElements(
  head: DocumentHead,
  sopClassUid: string,
  modality: string,
): readonly (readonly [number, NewValue, Vr?])[] {
  const [date, time] = [head.timestamp.slice(0, 8), head.timestamp.slice(8, 14)];
  const { subject } = head;
  return [
    [tags.SOPClassUID, sopClassUid],
    [tags.SOPInstanceUID, head.instanceUid],
    [tags.StudyDate, subject?.studyDate ?? ''],
    [tags.StudyTime, subject?.studyTime ?? ''],
    [tags.SeriesDate, date],
    [tags.SeriesTime, time],
    [tags.ContentDate, date],
    [tags.ContentTime, time],
    [tags.AccessionNumber, subject?.accessionNumber ?? ''],
    [tags.Modality, modality],
    [tags.Manufacturer, 'Equipoise'],
    [tags.ReferringPhysicianName, subject?.referringPhysician ?? ''],
    [tags.SeriesDescription, head.seriesDescription ?? ''],
    [tags.ManufacturerModelName, 'Equipoise'],
    [tags.PatientName, subject?.patientName ?? head.patient],
    [tags.PatientID, head.patient],
    [tags.PatientBirthDate, subject?.birthDate ?? ''],
    [tags.PatientSex, subject?.sex ?? ''],
    [tags.DeviceSerialNumber, '0'],
    [tags.SoftwareVersions, head.softwareVersion],
    [tags.StudyInstanceUID, head.studyUid],
    [tags.SeriesInstanceUID, head.seriesUid],
    [tags.StudyID, subject?.studyId ?? ''],
    [tags.SeriesNumber, [head.seriesNumber]],
    [tags.InstanceNumber, [1]],
  ];
}

/** An image that an object refers to. */
export interface ReferencedImage {
  readonly seriesUid: string;
  readonly sopClassUid: string;
  readonly instanceUid: string;
}

/** Images by their series, each once. */
export function bySeries(images: readonly ReferencedImage[]): Map<string, ReferencedImage[]> {
  const out = new Map<string, ReferencedImage[]>();
  const seen = new Set<string>();
  for (const image of images) {
    if (seen.has(image.instanceUid)) continue;
    seen.add(image.instanceUid);
    const list = out.get(image.seriesUid);
    if (list) list.push(image);
    else out.set(image.seriesUid, [image]);
  }
  return out;
}

/** A reference to an instance. */
export function referenceItem(image: ReferencedImage): ReturnType<typeof newDataset> {
  return newDataset([
    [tags.ReferencedSOPClassUID, image.sopClassUid],
    [tags.ReferencedSOPInstanceUID, image.instanceUid],
  ]);
}
