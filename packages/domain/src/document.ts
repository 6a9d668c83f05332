import { z } from 'zod';
import { type Estimate, estimateSchema, type ThresholdSource } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, findingSchema } from './finding.ts';
import { parseDocument } from './parse-document.ts';

/** Version of the report.json shape that this release writes. */
export const documentSchemaVersion = 1;

/** One step of the flow of rows and patients; `rowCount` is what remains after the step. */
export interface FlowStep {
  readonly id: string;
  readonly label: string;
  readonly rowCount: number;
  readonly patientCount: number;
  readonly excluded: readonly {
    readonly reason: string;
    readonly rowCount: number;
    readonly patientCount: number;
  }[];
}

/** Who entered and who was left out, with reasons; sums reconcile. */
export interface Flow {
  readonly inputs: readonly {
    readonly name: string;
    readonly rowCount: number;
    readonly columnCount: number;
  }[];
  readonly joins: readonly {
    readonly left: string;
    readonly right: string;
    readonly on: string;
    readonly matched: number;
    readonly leftOnly: number;
    readonly rightOnly: number;
  }[];
  readonly steps: readonly FlowStep[];
  readonly tasks: readonly {
    readonly task: string;
    readonly model: string;
    readonly rowCount: number;
    readonly patientCount: number;
    readonly positiveCount: number | null;
    readonly positivePatientCount: number | null;
    readonly leftOut: readonly { readonly reason: string; readonly rowCount: number }[];
  }[];
  readonly unit: 'patient' | 'row';
  readonly reconciles: boolean;
}

/** One attribute's missing values against the outcome and the other attributes. */
export interface MissingRow {
  readonly attribute: string;
  readonly rowCount: number;
  readonly missingRowCount: number;
  readonly missingPatientCount: number;
  readonly recordedUnknownCount: number;
  readonly byOutcome: readonly {
    readonly task: string;
    readonly positiveShareMissing: number | null;
    readonly positiveShareRecorded: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  readonly byGroup: readonly {
    readonly attribute: string;
    readonly level: string;
    readonly missingShare: number;
    readonly rowCount: number;
  }[];
}

/** What overlaps with the training table, and what stands twice in the table itself. */
export interface Leakage {
  readonly isChecked: boolean;
  readonly reason: string | null;
  readonly trainName: string | null;
  readonly overlappingPatientCount: number | null;
  readonly overlappingRowCount: number | null;
  readonly duplicateRowCount: number;
  readonly duplicateScoreCount: number;
  readonly sentence: string;
}

/** An operating threshold and where it came from. */
export interface ThresholdUse {
  readonly task: string;
  readonly model: string;
  readonly threshold: number | null;
  readonly source: ThresholdSource;
  readonly isValidated: boolean;
  readonly note: string;
}

/** What was declared before the results. */
export interface Declared {
  readonly tasks: readonly {
    readonly name: string;
    readonly kind: string;
    readonly label: string;
    readonly score: string;
    readonly classes: readonly string[] | null;
  }[];
  readonly models: readonly string[];
  readonly attributes: readonly {
    readonly name: string;
    readonly source: string;
    readonly levels: readonly string[];
    readonly role: 'group' | 'site' | 'acquisition' | 'reader' | 'case-mix' | 'id-like';
    readonly isOrdered: boolean;
    readonly closedSide: string | null;
    readonly note: string | null;
  }[];
  readonly metrics: readonly {
    readonly id: string;
    readonly title: string;
    readonly range: readonly [number | null, number | null];
    readonly better: string;
    readonly unit: string;
    readonly margin: number | null;
    readonly isPrevalenceDependent: boolean;
  }[];
  readonly level: number;
  readonly replicates: number;
  readonly permutations: number;
  readonly familyCount: number;
  readonly suppressBelow: number | null;
  readonly reference: string;
}

/** One report item and whether it could be assessed. */
export interface ReportItem {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly status: 'assessed' | 'not-assessed';
  /** For an item not assessed: what it needs. */
  readonly needs: string | null;
}

/** Fixed facts of a run: no time, host, user, path or worker count. */
export interface DocumentProvenance {
  readonly equipoiseVersion: string;
  readonly command: string;
  readonly seed: number;
  readonly inputs: readonly {
    readonly role: string;
    readonly name: string;
    readonly sha256: string;
    readonly byteCount: number;
  }[];
  readonly statisticsHash: string;
}

/** One row of the operating characteristics that the release carries. */
export interface SelfProofRow {
  readonly claim: string;
  readonly design: string;
  readonly nominal: string;
  readonly observed: number;
  readonly runs: number;
  readonly low: number;
  readonly high: number;
  readonly isPassed: boolean;
  readonly note: string | null;
}

/** The release's own table of operating characteristics. */
export interface SelfProof {
  readonly date: string;
  readonly seed: number;
  readonly minutes: number;
  readonly statisticsHash: string;
  readonly isStale: boolean;
  readonly rows: readonly SelfProofRow[];
}

/** A row of a reporting checklist: the figure that fills it, or visibly blank. */
export interface ChecklistRow {
  readonly checklist: string;
  readonly item: string;
  readonly text: string;
  readonly status: 'filled' | 'partly' | 'blank';
  readonly answer: string | null;
  readonly anchor: string | null;
}

/** Result of one gate. */
export interface GateResult {
  readonly name: string;
  readonly outcome: 'met' | 'broken' | 'cannot-tell';
  readonly sentence: string;
  readonly estimateIds: readonly string[];
}

/** Everything an audit found: the content of report.json and the only source of the report. */
export interface AuditDocument {
  readonly schemaVersion: 1;
  readonly title: string;
  readonly declared: Declared;
  readonly items: readonly ReportItem[];
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  readonly flow: Flow;
  readonly missing: readonly MissingRow[];
  readonly leakage: Leakage;
  readonly thresholds: readonly ThresholdUse[];
  readonly checklists: readonly ChecklistRow[];
  readonly gates: readonly GateResult[];
  readonly warnings: readonly { readonly code: string; readonly sentence: string }[];
  readonly methods: readonly string[];
  readonly provenance: DocumentProvenance;
  readonly selfProof: SelfProof | null;
}

const record = z.record(z.string(), z.unknown());

/** Schema of {@link AuditDocument}; evidence is checked for its frame only. */
export const auditDocumentSchema: z.ZodType<AuditDocument> = z.strictObject({
  schemaVersion: z.literal(1),
  title: z.string(),
  declared: record,
  items: z.array(record),
  estimates: z.array(estimateSchema),
  findings: z.array(findingSchema),
  evidence: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      audit: z.string(),
      task: z.string(),
      model: z.string(),
      attribute: z.string().nullable(),
      title: z.string(),
      data: record,
    }),
  ),
  flow: record,
  missing: z.array(record),
  leakage: record,
  thresholds: z.array(record),
  checklists: z.array(record),
  gates: z.array(record),
  warnings: z.array(z.strictObject({ code: z.string(), sentence: z.string() })),
  methods: z.array(z.string()),
  provenance: record,
  selfProof: record.nullable(),
}) as unknown as z.ZodType<AuditDocument>;

/**
 * Reads a report.json.
 *
 * @throws domain/newer-document when a newer version wrote it
 * @throws domain/bad-document when it lacks a part
 */
export function parseAuditDocument(input: unknown): AuditDocument {
  return parseDocument(
    input,
    auditDocumentSchema,
    documentSchemaVersion,
    'Write it again with equipoise audit.',
  );
}

/** JSON Schema of report.json, for publication. */
export function auditDocumentJsonSchema(): unknown {
  return z.toJSONSchema(auditDocumentSchema, { io: 'output' });
}
