import {
  auditDocumentJsonSchema,
  auditProtocolJsonSchema,
  gatesJsonSchema,
  hangingJsonSchema,
} from '@equipoise/domain';

/** The published JSON schemas: file name in docs/reference → schema as text. */
export function renderSchemas(): ReadonlyMap<string, string> {
  const schemas: readonly (readonly [string, string, string, unknown])[] = [
    [
      'report.schema.json',
      'report.json',
      'What `equipoise audit` writes, schema version 1.',
      auditDocumentJsonSchema(),
    ],
    ['gates.schema.json', 'gates.yaml', 'A list of gates for `--gate`.', gatesJsonSchema()],
    [
      'hanging.schema.json',
      'hanging.json',
      'How images hang: what the page Protocol of the reading room takes from a file.',
      hangingJsonSchema(),
    ],
    [
      'protocol.schema.json',
      'equipoise.yaml',
      'Everything that the flags of `equipoise audit` can say.',
      auditProtocolJsonSchema(),
    ],
  ];
  return new Map(
    schemas.map(([file, title, description, schema]) => {
      const { $schema, ...rest } = schema as Record<string, unknown>;
      return [file, `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`];
    }),
  );
}
