import { fail } from '../errors.ts';
import { type Code, codeItem } from './codes.ts';
import {
  bySeries,
  type DocumentHead,
  headElements,
  type ReferencedImage,
  referenceItem,
} from './document.ts';
import {
  reportConcepts as concepts,
  type ReportAnswer,
  type ReportContent,
  type ReportFinding,
  type ReportShape,
  reportClass,
} from './report.ts';
import { tags } from './tags.ts';
import type { Vr } from './vr.ts';
import { type NewDataset, type NewValue, newDataset, writeDicom } from './write.ts';

type Pair = readonly [number, NewValue, Vr?];

/**
 * Writes a measurement report by template 1500: what was found, where, how large, and answers to questions.
 *
 * @param head origin of the report
 * @param content findings and answers
 * @throws imaging/bad-argument for a shape on an image that the report does not name
 * @see DICOM PS3.16 TID 1500, 1501, 1410, 1600; PS3.3 A.35.3
 */
export function writeReport(head: DocumentHead, content: ReportContent): Uint8Array {
  return writeDicom(
    newDataset([
      ...headElements(head, reportClass, 'SR'),
      [tags.ReferencedPerformedProcedureStepSequence, []],
      [tags.PerformedProcedureCodeSequence, []],
      [tags.CompletionFlag, 'COMPLETE'],
      [tags.VerificationFlag, 'UNVERIFIED'],
      [tags.CurrentRequestedProcedureEvidenceSequence, [evidence(head, content.images)]],
      ...container(null, concepts.title, root(content), '1500'),
    ]),
  );
}

function root(content: ReportContent): NewDataset[] {
  const children = [
    codeNode('HAS CONCEPT MOD', concepts.language, concepts.english),
    codeNode('HAS OBS CONTEXT', concepts.observerType, concepts.person),
    node('HAS OBS CONTEXT', 'PNAME', concepts.observerName, [[tags.PersonName, content.observer]]),
    codeNode('HAS CONCEPT MOD', concepts.procedure, concepts.imaging),
    contains(concepts.library, [
      contains(
        concepts.libraryGroup,
        content.images.map((image) => imageNode('CONTAINS', image)),
      ),
    ]),
    contains(
      concepts.measurements,
      content.findings.map((finding) => group(finding, content.images)),
    ),
  ];
  if (content.answers.length > 0) {
    children.push(contains(concepts.evaluations, content.answers.map(answerNode)));
  }
  return children;
}

function group(finding: ReportFinding, images: readonly ReferencedImage[]): NewDataset {
  const children = [
    textNode('HAS OBS CONTEXT', concepts.trackingId, finding.trackingId.slice(0, 64)),
    node('HAS OBS CONTEXT', 'UIDREF', concepts.trackingUid, [[tags.UID, finding.trackingUid]]),
    codeNode('CONTAINS', concepts.finding, finding.finding),
  ];
  if (finding.site) children.push(codeNode('HAS CONCEPT MOD', concepts.site, finding.site));
  if (finding.shape) children.push(shapeNode(finding.shape, images));
  for (const { concept, value, unit } of finding.measures) {
    const measured = newDataset([
      [tags.NumericValue, [value], 'DS'],
      [tags.MeasurementUnitsCodeSequence, [codeItem(unit)]],
    ]);
    children.push(node('CONTAINS', 'NUM', concept, [[tags.MeasuredValueSequence, [measured]]]));
  }
  children.push(...finding.answers.map(answerNode));
  return newDataset(
    container('CONTAINS', concepts.group, children, finding.shape ? '1410' : '1501'),
  );
}

function shapeNode(shape: ReportShape, images: readonly ReferencedImage[]): NewDataset {
  const image = images[shape.image];
  if (!image) {
    fail(
      'imaging/bad-argument',
      `A shape lies on image ${shape.image}; the report names ${images.length}.`,
      'Name all images.',
    );
  }
  return node('CONTAINS', 'SCOORD', concepts.region, [
    [tags.GraphicData, shape.points],
    [tags.GraphicType, shape.type],
    [tags.ContentSequence, [imageNode('SELECTED FROM', image, shape.frame)]],
  ]);
}

function imageNode(
  relation: string,
  image: ReferencedImage,
  frame: number | null = null,
): NewDataset {
  const reference = new Map([
    ...referenceItem(image),
    ...(frame === null ? [] : newDataset([[tags.ReferencedFrameNumber, [frame + 1]]])),
  ]);
  return newDataset([
    [tags.RelationshipType, relation],
    [tags.ValueType, 'IMAGE'],
    [tags.ReferencedSOPSequence, [reference]],
  ]);
}

function answerNode({ question, answer }: ReportAnswer): NewDataset {
  return typeof answer === 'string'
    ? textNode('CONTAINS', question, answer)
    : codeNode('CONTAINS', question, answer);
}

function contains(concept: Code, children: readonly NewDataset[]): NewDataset {
  return newDataset(container('CONTAINS', concept, children));
}

function container(
  relation: string | null,
  concept: Code,
  children: readonly NewDataset[],
  template?: string,
): Pair[] {
  const pairs: Pair[] = [
    [tags.ValueType, 'CONTAINER'],
    [tags.ConceptNameCodeSequence, [codeItem(concept)]],
    [tags.ContinuityOfContent, 'SEPARATE'],
  ];
  if (children.length > 0) pairs.push([tags.ContentSequence, children]);
  if (relation !== null) pairs.push([tags.RelationshipType, relation]);
  if (template !== undefined) {
    const item = newDataset([
      [tags.MappingResource, 'DCMR'],
      [tags.TemplateIdentifier, template],
    ]);
    pairs.push([tags.ContentTemplateSequence, [item]]);
  }
  return pairs;
}

function codeNode(relation: string, concept: Code, value: Code): NewDataset {
  return node(relation, 'CODE', concept, [[tags.ConceptCodeSequence, [codeItem(value)]]]);
}

function textNode(relation: string, concept: Code, text: string): NewDataset {
  return node(relation, 'TEXT', concept, [[tags.TextValue, text]]);
}

function node(relation: string, type: string, concept: Code, value: readonly Pair[]): NewDataset {
  return newDataset([
    [tags.RelationshipType, relation],
    [tags.ValueType, type],
    [tags.ConceptNameCodeSequence, [codeItem(concept)]],
    ...value,
  ]);
}

function evidence(head: DocumentHead, images: readonly ReferencedImage[]): NewDataset {
  const series = [...bySeries(images)].map(([uid, list]) =>
    newDataset([
      [tags.SeriesInstanceUID, uid],
      [tags.ReferencedSOPSequence, list.map(referenceItem)],
    ]),
  );
  return newDataset([
    [tags.StudyInstanceUID, head.studyUid],
    [tags.ReferencedSeriesSequence, series],
  ]);
}
