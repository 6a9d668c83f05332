import { fail } from '../errors.ts';
import { type Code, readCode } from './codes.ts';
import { type Dataset, type DicomFile, itemsOf } from './dataset.ts';
import type { ReferencedImage } from './document.ts';
import {
  reportConcepts as concepts,
  type ReportAnswer,
  type ReportContent,
  type ReportFinding,
  type ReportMeasure,
  type ReportShape,
} from './report.ts';
import { tags } from './tags.ts';
import { numberOf, numbersOf, textOf, uidOf } from './values.ts';

/**
 * Reads a measurement report as {@link writeReport} writes it.
 *
 * @param file read file
 * @throws imaging/bad-argument when the object is no measurement report
 */
export function readReport(file: DicomFile): ReportContent {
  const { dataset } = file;
  const title = readCode(dataset, tags.ConceptNameCodeSequence);
  if (title?.value !== concepts.title.value || title.scheme !== concepts.title.scheme) {
    fail('imaging/bad-argument', 'The object is no measurement report.', 'Give a TID 1500 report.');
  }
  const images = evidenceOf(dataset);
  const nodes = itemsOf(dataset, tags.ContentSequence);
  const groups = nodes
    .filter(is(concepts.measurements))
    .flatMap(children)
    .filter(is(concepts.group));
  const observer = nodes.find(is(concepts.observerName));
  return {
    observer: observer ? textOf(observer, tags.PersonName) : '',
    images,
    findings: groups.map((group) => findingOf(group, images)),
    answers: nodes.filter(is(concepts.evaluations)).flatMap(children).flatMap(answerOf),
  };
}

function findingOf(group: Dataset, images: readonly ReferencedImage[]): ReportFinding {
  const nodes = children(group);
  const trackingId = nodes.find(is(concepts.trackingId));
  const trackingUid = nodes.find(is(concepts.trackingUid));
  const finding = nodes.find(is(concepts.finding));
  const site = nodes.find(is(concepts.site));
  const siteCode = site && readCode(site, tags.ConceptCodeSequence);
  const region = nodes.find((n) => textOf(n, tags.ValueType) === 'SCOORD');
  const named = [concepts.finding, concepts.site, concepts.trackingId];
  const others = nodes.filter((n) => !named.some((code) => is(code)(n)));
  return {
    trackingId: trackingId ? textOf(trackingId, tags.TextValue) : '',
    trackingUid: trackingUid ? uidOf(trackingUid, tags.UID) : '',
    finding: (finding && readCode(finding, tags.ConceptCodeSequence)) ?? concepts.finding,
    ...(siteCode ? { site: siteCode } : {}),
    ...(region ? { shape: shapeOf(region, images) } : {}),
    measures: nodes.flatMap(measureOf),
    answers: others.flatMap(answerOf),
  };
}

function shapeOf(node: Dataset, images: readonly ReferencedImage[]): ReportShape {
  const source = children(node)[0];
  const reference = source && itemsOf(source, tags.ReferencedSOPSequence)[0];
  const uid = reference ? uidOf(reference, tags.ReferencedSOPInstanceUID) : '';
  const frame = reference ? numberOf(reference, tags.ReferencedFrameNumber) : null;
  return {
    type: textOf(node, tags.GraphicType) as ReportShape['type'], // a term of the standard
    points: numbersOf(node, tags.GraphicData, 1_000_000).map((value) => value ?? 0),
    image: images.findIndex((image) => image.instanceUid === uid),
    frame: frame === null ? null : frame - 1,
  };
}

function measureOf(node: Dataset): ReportMeasure[] {
  if (textOf(node, tags.ValueType) !== 'NUM') return [];
  const concept = readCode(node, tags.ConceptNameCodeSequence);
  const measured = itemsOf(node, tags.MeasuredValueSequence)[0];
  const value = measured && numberOf(measured, tags.NumericValue);
  const unit = measured && readCode(measured, tags.MeasurementUnitsCodeSequence);
  return concept && unit && typeof value === 'number' ? [{ concept, value, unit }] : [];
}

function answerOf(node: Dataset): ReportAnswer[] {
  const question = readCode(node, tags.ConceptNameCodeSequence);
  const type = textOf(node, tags.ValueType);
  if (!question) return [];
  if (type === 'TEXT') return [{ question, answer: textOf(node, tags.TextValue) }];
  const answer: Code | null = type === 'CODE' ? readCode(node, tags.ConceptCodeSequence) : null;
  return answer ? [{ question, answer }] : [];
}

function children(node: Dataset): readonly Dataset[] {
  return itemsOf(node, tags.ContentSequence);
}

function is(code: Code): (node: Dataset) => boolean {
  return (node) => {
    const name = readCode(node, tags.ConceptNameCodeSequence);
    return name?.value === code.value && name.scheme === code.scheme;
  };
}

function evidenceOf(dataset: Dataset): ReferencedImage[] {
  const study = itemsOf(dataset, tags.CurrentRequestedProcedureEvidenceSequence)[0];
  if (!study) return [];
  return itemsOf(study, tags.ReferencedSeriesSequence).flatMap((series) =>
    itemsOf(series, tags.ReferencedSOPSequence).map((item) => ({
      seriesUid: uidOf(series, tags.SeriesInstanceUID),
      sopClassUid: uidOf(item, tags.ReferencedSOPClassUID),
      instanceUid: uidOf(item, tags.ReferencedSOPInstanceUID),
    })),
  );
}
