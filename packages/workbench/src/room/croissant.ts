import type { StudyProtocol } from '@equipoise/domain';
import { safeText } from './safe-csv.ts';

/** A file of an export. */
export interface CroissantFile {
  /** Path inside the archive. */
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A table of an export and who stands behind its values. */
export interface CroissantTable {
  /** Name of its file. */
  readonly file: string;
  readonly about: string;
  readonly columns: readonly string[];
  /** Columns whose values are labels. */
  readonly labels: readonly string[];
  /** Column that says who gave a row's labels: a person, or the answers they rest on. */
  readonly givenBy: (label: string) => {
    readonly column: string;
    readonly property: 'prov:wasAttributedTo' | 'prov:wasDerivedFrom';
    readonly about: string;
  } | null;
}

/** What a description of an export is made from. */
export interface CroissantSource {
  readonly studyId: string;
  readonly protocol: StudyProtocol;
  readonly protocolVersion: number;
  /** Instant of the export, ISO 8601 in UTC. */
  readonly now: string;
  readonly software: string;
  readonly files: readonly CroissantFile[];
  readonly tables: readonly CroissantTable[];
}

const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  annotation: 'cr:annotation',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  excludes: 'cr:excludes',
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  prov: 'http://www.w3.org/ns/prov#',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

function field(
  id: string,
  about: string,
  file: string,
  column: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    '@type': 'cr:Field',
    '@id': id,
    name: id,
    description: about,
    dataType: 'sc:Text',
    source: { fileObject: { '@id': file }, extract: { column: safeText(column) } },
    ...more,
  };
}

/** Ids hold no blank: loaders refuse them. */
function idsOf(set: string, columns: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    columns.map((column) => {
      const base = `${set}/${column.replace(/[^\p{L}\p{N}._-]/gu, '_')}`;
      let id = base;
      for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
      taken.add(id);
      return [column, id];
    }),
  );
}

function recordSet(table: CroissantTable): Readonly<Record<string, unknown>> {
  const set = table.file.replace(/\.[^.]*$/, '');
  const ids = idsOf(set, table.columns);
  const fields = table.columns.map((column) => {
    const id = ids.get(column) ?? column;
    if (!table.labels.includes(column)) return field(id, column, table.file, column);
    const by = table.givenBy(column);
    const annotation =
      by === null
        ? {}
        : {
            annotation: field(`${id}/given-by`, by.about, table.file, by.column, {
              ...(by.property === 'prov:wasAttributedTo' ? { dataType: 'prov:Person' } : {}),
              equivalentProperty: by.property,
            }),
          };
    return field(id, `Label: ${column}`, table.file, column, {
      dataType: ['sc:Text', 'cr:Label'],
      ...annotation,
    });
  });
  return {
    '@type': 'cr:RecordSet',
    '@id': set,
    name: set,
    description: table.about,
    field: fields,
  };
}

/**
 * An export described as a Croissant dataset: its files with their hashes, the columns of its tables, and for every
 * label column the column that says whose each value is.
 *
 * The licence is left to who publishes: it stands as "not stated" until then.
 *
 * @see Croissant Format Specification 1.1, MLCommons 2026, sections on record sets and provenance
 */
export function croissantOf(source: CroissantSource): unknown {
  const { protocol } = source;
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    '@id': `urn:uuid:${source.studyId}`,
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: protocol.title,
    description:
      protocol.description ||
      `Readings and labels of ${protocol.cases.length} cases, with their origin.`,
    version: `${source.protocolVersion}.0.0`,
    datePublished: source.now,
    license: 'not stated',
    url: `urn:uuid:${source.studyId}`,
    creator: { '@type': 'sc:Organization', name: 'not stated' },
    'prov:wasGeneratedBy': {
      '@type': 'prov:Activity',
      'prov:label': `Blinded readings by protocol version ${source.protocolVersion}`,
      'prov:endedAtTime': source.now,
    },
    'prov:wasAttributedTo': [
      ...protocol.readers.map(({ readerId }) => ({
        '@type': 'prov:Person',
        'prov:label': readerId,
      })),
      { '@type': 'prov:SoftwareAgent', 'prov:label': `Equipoise ${source.software}` },
    ],
    distribution: source.files.map(({ name, mediaType, sha256, sizeBytes }) => ({
      '@type': 'cr:FileObject',
      '@id': name,
      name,
      contentUrl: name,
      contentSize: `${sizeBytes} B`,
      encodingFormat: mediaType,
      sha256,
    })),
    recordSet: source.tables.map(recordSet),
  };
}
