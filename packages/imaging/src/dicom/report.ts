import type { Code } from './codes.ts';
import type { ReferencedImage } from './document.ts';

/** A drawn shape: pixel corners count from 0, so that the centre of the first pixel is (0.5, 0.5). */
export interface ReportShape {
  /** A closed line ends where it starts; an ellipse has the ends of its long, then of its short axis. */
  readonly type: 'POINT' | 'MULTIPOINT' | 'POLYLINE' | 'CIRCLE' | 'ELLIPSE';
  /** Column, row, column, row … */
  readonly points: readonly number[];
  /** Which of the report's images, from 0, and which frame of it, from 0; null for images of one frame. */
  readonly image: number;
  readonly frame: number | null;
}

/** A number with its meaning and unit (UCUM). */
export interface ReportMeasure {
  readonly concept: Code;
  readonly value: number;
  readonly unit: Code;
}

/** An answer to a question about an image or a finding: a concept or a text. */
export interface ReportAnswer {
  readonly question: Code;
  readonly answer: Code | string;
}

/** What was found at one place. */
export interface ReportFinding {
  /** The reader's own name of it, at most 64 characters, and a UID. */
  readonly trackingId: string;
  readonly trackingUid: string;
  readonly finding: Code;
  readonly site?: Code;
  readonly shape?: ReportShape;
  readonly measures: readonly ReportMeasure[];
  readonly answers: readonly ReportAnswer[];
}

/** Content of a measurement report. */
export interface ReportContent {
  /** Pseudonym of who read. */
  readonly observer: string;
  readonly images: readonly ReferencedImage[];
  readonly findings: readonly ReportFinding[];
  /** Answers about the whole case. */
  readonly answers: readonly ReportAnswer[];
}

/** SOP class of comprehensive structured reports. */
export const reportClass = '1.2.840.10008.5.1.4.1.1.88.33';

function dcm(value: string, meaning: string): Code {
  return { value, scheme: 'DCM', meaning };
}

function sct(value: string, meaning: string): Code {
  return { value, scheme: 'SCT', meaning };
}

/** Concepts of template 1500 and its parts (PS3.16). */
export const reportConcepts: {
  readonly [name in
    | 'title'
    | 'language'
    | 'english'
    | 'observerType'
    | 'person'
    | 'observerName'
    | 'procedure'
    | 'imaging'
    | 'library'
    | 'libraryGroup'
    | 'measurements'
    | 'group'
    | 'trackingId'
    | 'trackingUid'
    | 'finding'
    | 'site'
    | 'region'
    | 'evaluations']: Code;
} = {
  title: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  observerName: dcm('121008', 'Person Observer Name'),
  procedure: dcm('121058', 'Procedure Reported'),
  imaging: sct('363679005', 'Imaging procedure'),
  library: dcm('111028', 'Image Library'),
  libraryGroup: dcm('126200', 'Image Library Group'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  trackingId: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  site: sct('363698007', 'Finding Site'),
  region: dcm('111030', 'Image Region'),
  evaluations: { value: 'C0034375', scheme: 'UMLS', meaning: 'Qualitative Evaluations' },
};
