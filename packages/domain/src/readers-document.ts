import { z } from 'zod';
import type { DocumentProvenance, SelfProof } from './document.ts';
import { type Estimate, estimateSchema } from './estimate.ts';
import { type Finding, findingSchema } from './finding.ts';
import { parseDocument } from './parse-document.ts';

/** Version of the shape that this release writes. */
export const readersDocumentVersion = 1;

/** The questions put to readers and labels. */
export const readersDocumentKinds = [
  'agreement',
  'consensus',
  'label-errors',
  'reader-study',
  'instructions',
] as const;

/** One of {@link readersDocumentKinds}. */
export type ReadersDocumentKind = (typeof readersDocumentKinds)[number];

/** An estimate that rests on readings: `task` is the question, `model` the reader or modality. */
export interface ReadersEstimate extends Estimate {
  readonly readerCount: number | null;
  readonly readingCount: number | null;
}

interface BlockBase {
  readonly id: string;
  readonly title: string;
  /** Says in one sentence what it shows, for those who cannot see it. */
  readonly caption: string;
  /** The question it belongs to; null for all. */
  readonly task: string | null;
}

/** A cell: text, a number, or nothing. */
export type BlockCell = string | number | null;

/** A table. */
export interface TableBlock extends BlockBase {
  readonly kind: 'table';
  readonly columns: readonly {
    readonly key: string;
    readonly title: string;
    /** Decimals for numbers; null for text; 0 for counts. */
    readonly digits: number | null;
  }[];
  readonly rows: readonly Readonly<Record<string, BlockCell>>[];
  readonly note: string | null;
  /** How many rows the page shows; the file holds all. */
  readonly shown: number | null;
}

/** Estimates with their limits under each other. */
export interface ForestBlock extends BlockBase {
  readonly kind: 'forest';
  readonly axis: string;
  /** Where a line is drawn: no difference, chance. */
  readonly rule: number | null;
  /** A band around the rule that counts as none. */
  readonly margin: number | null;
  readonly digits: number;
  readonly rows: readonly {
    readonly label: string;
    readonly group: string | null;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly counts: string;
    readonly reason: string | null;
  }[];
}

/** Numbers over two lists, as colours with the number written in each cell. */
export interface HeatMapBlock extends BlockBase {
  readonly kind: 'heat-map';
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly range: readonly [number, number] | null;
  readonly digits: number;
}

/** Horizontal bars. */
export interface BarsBlock extends BlockBase {
  readonly kind: 'bars';
  readonly axis: string;
  readonly rule: number | null;
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    /** Drawn darker inside the bar. */
    readonly part: number | null;
    readonly text: string;
  }[];
}

/** Curves over a number, with bands where there are limits. */
export interface CurveBlock extends BlockBase {
  readonly kind: 'curve';
  readonly xTitle: string;
  readonly yTitle: string;
  readonly diagonal: boolean;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly low: number | null;
      readonly high: number | null;
    }[];
  }[];
}

/** Sentences. */
export interface TextBlock extends BlockBase {
  readonly kind: 'text';
  readonly paragraphs: readonly string[];
}

/** One thing a report shows. */
export type Block = TableBlock | ForestBlock | HeatMapBlock | BarsBlock | CurveBlock | TextBlock;

/** Who and what entered, and what was left out with the reason; sums reconcile. */
export interface ReadingsFlow {
  readonly inputs: readonly {
    readonly name: string;
    readonly rowCount: number;
    readonly columnCount: number;
  }[];
  readonly caseCount: number;
  readonly patientCount: number;
  readonly readerCount: number;
  readonly unit: 'patient' | 'case';
  readonly questions: readonly {
    readonly task: string;
    readonly readingCount: number;
    /** These counts are null where a share-safe report hides them. */
    readonly answeredCount: number | null;
    readonly cannotTellCount: number | null;
    readonly notAskedCount: number | null;
    readonly caseCount: number;
    readonly singleReadingCaseCount: number | null;
    readonly leftOut: readonly { readonly reason: string; readonly readingCount: number }[];
  }[];
}

/** Everything one of the commands about readers found: the content of its JSON and the only source of its report. */
export interface ReadersDocument {
  readonly schemaVersion: 1;
  readonly kind: ReadersDocumentKind;
  readonly title: string;
  /** The first screen in plain words. */
  readonly summary: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly declared: {
    readonly questions: readonly {
      readonly name: string;
      readonly kind: string;
      readonly classes: readonly string[] | null;
    }[];
    /** As shown: pseudonyms unless names were asked for. */
    readonly readers: readonly string[];
    readonly isPseudonymous: boolean;
    readonly attributes: readonly string[];
    readonly level: number;
    readonly replicates: number;
    readonly suppressBelow: number | null;
  };
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly lead: string;
    readonly blocks: readonly Block[];
  }[];
  readonly estimates: readonly ReadersEstimate[];
  readonly findings: readonly Finding[];
  readonly flow: ReadingsFlow;
  readonly warnings: readonly { readonly code: string; readonly sentence: string }[];
  readonly methods: readonly string[];
  readonly provenance: DocumentProvenance;
  readonly selfProof: SelfProof | null;
}

const record = z.record(z.string(), z.unknown());
const text = z.string();

// Estimates have one shape everywhere; readings add two counts to it.
const readersEstimate = (estimateSchema as unknown as z.ZodObject).extend({
  readerCount: z.number().int().nonnegative().nullable(),
  readingCount: z.number().int().nonnegative().nullable(),
});

/** Schema of {@link ReadersDocument}; blocks are checked for their frame only. */
export const readersDocumentSchema: z.ZodType<ReadersDocument> = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.enum(readersDocumentKinds),
  title: text,
  summary: z.array(text),
  facts: z.array(z.strictObject({ label: text, value: text })),
  declared: record,
  sections: z.array(
    z.strictObject({
      id: text,
      title: text,
      lead: text,
      blocks: z.array(
        z.looseObject({
          id: text,
          kind: z.enum(['table', 'forest', 'heat-map', 'bars', 'curve', 'text']),
          title: text,
          caption: text,
          task: text.nullable(),
        }),
      ),
    }),
  ),
  estimates: z.array(readersEstimate),
  findings: z.array(findingSchema),
  flow: record,
  warnings: z.array(z.strictObject({ code: text, sentence: text })),
  methods: z.array(text),
  provenance: record,
  selfProof: record.nullable(),
}) as unknown as z.ZodType<ReadersDocument>;

/**
 * Reads the JSON of an agreement, consensus, label-error, reader-study or instructions report.
 *
 * @throws domain/newer-document when a newer version wrote it
 * @throws domain/bad-document when it lacks a part
 */
export function parseReadersDocument(input: unknown): ReadersDocument {
  return parseDocument(
    input,
    readersDocumentSchema,
    readersDocumentVersion,
    'Write it again with the command that made it.',
  );
}

/** JSON Schema of the document, for publication. */
export function readersDocumentJsonSchema(): unknown {
  return z.toJSONSchema(readersDocumentSchema, { io: 'output' });
}
