import { instructionsVersion } from '@equipoise/annotation';
import type { AdjudicationCase, AnswerRecord, StudyProtocol } from '@equipoise/domain';
import type { RoomLabel } from './room-table.ts';

/** What the provenance of a study's labels is made from. */
export interface ProvenanceSource {
  readonly studyId: string;
  readonly protocol: StudyProtocol;
  readonly protocolVersion: number;
  /** SHA-256 of the locked protocol. */
  readonly protocolHash: string;
  readonly labels: readonly (RoomLabel & { readonly at: string; readonly version: number })[];
  readonly records: readonly AnswerRecord[];
  readonly adjudications: readonly AdjudicationCase[];
  /** Version of the software. */
  readonly software: string;
}

type Node = Readonly<Record<string, unknown>>;

/** A JSON-LD document. */
export interface ProvenanceGraph {
  readonly '@context': Node;
  readonly '@graph': readonly Node[];
}

type Named = Readonly<{ '@id': string }>;

const context = {
  prov: 'http://www.w3.org/ns/prov#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  eq: 'urn:equipoise:term:',
  label: 'rdfs:label',
  used: { '@id': 'prov:used', '@type': '@id' },
  wasAttributedTo: { '@id': 'prov:wasAttributedTo', '@type': '@id' },
  wasDerivedFrom: { '@id': 'prov:wasDerivedFrom', '@type': '@id' },
  wasGeneratedBy: { '@id': 'prov:wasGeneratedBy', '@type': '@id' },
  wasAssociatedWith: { '@id': 'prov:wasAssociatedWith', '@type': '@id' },
  startedAtTime: { '@id': 'prov:startedAtTime', '@type': 'xsd:dateTime' },
  endedAtTime: { '@id': 'prov:endedAtTime', '@type': 'xsd:dateTime' },
  generatedAtTime: { '@id': 'prov:generatedAtTime', '@type': 'xsd:dateTime' },
};

/** Methods that ask nobody once the readings are there. */
const ruledMethods: readonly string[] = ['agreement', 'majority'];

/**
 * Who and what stands behind every settled label: the readings and decisions it rests on, by whom, in which role, by
 * which protocol and instructions, and whether a model's output was in sight. Readers stand as the protocol names them.
 *
 * @returns a graph as JSON-LD in the words of PROV-O
 * @see W3C, PROV-O: The PROV Ontology, 2013
 */
export function labelProvenance(source: ProvenanceSource): ProvenanceGraph {
  const { protocol } = source;
  const idOf = (kind: string, ...parts: readonly string[]): string =>
    `urn:uuid:${source.studyId}#${kind}/${parts.map(encodeURIComponent).join('/')}`;
  const person = (id: string): string => idOf('person', id);
  const plan = idOf('protocol', `${source.protocolVersion}`);
  const software = idOf('software', source.software);
  const modelName = protocol.arms?.model || 'model';
  const model = idOf('model', modelName);
  const graph: Node[] = [
    {
      '@id': plan,
      '@type': ['prov:Entity', 'prov:Plan'],
      label: `${protocol.title}, version ${source.protocolVersion}`,
      'eq:hash': source.protocolHash,
      'eq:instructions': instructionsVersion(protocol),
      ...(protocol.instructionArms === null
        ? {}
        : {
            'eq:instructionArms': protocol.instructionArms.arms.map(({ id, title }) => ({
              'eq:instructionArm': id,
              label: title,
              'eq:instructions': instructionsVersion(protocol, id),
            })),
          }),
    },
    {
      '@id': software,
      '@type': ['prov:Agent', 'prov:SoftwareAgent'],
      label: `Equipoise ${source.software}`,
    },
  ];
  const used = new Map<string, Node>();
  const associated = (agent: string, role: string): Node => ({
    '@type': 'prov:Association',
    'prov:agent': { '@id': agent } satisfies Named,
    'prov:hadRole': { '@id': `eq:${role}` } satisfies Named,
    'prov:hadPlan': { '@id': plan } satisfies Named,
  });
  const people = new Set<string>();
  const given = new Map<string, readonly string[]>();
  const byAnswer = new Map(source.records.map((one) => [one.answerId, one]));
  const entries = new Map(
    source.adjudications.flatMap((one) =>
      one.entries.map((entry) => [entry.entryId, { entry, caseId: one.caseId }] as const),
    ),
  );

  function addReading(record: AnswerRecord): readonly string[] {
    const { answerId, readerId, caseId } = record;
    const activity = idOf('reading', answerId);
    const instructions = idOf('instructions', record.instructionsVersion);
    used.set(instructions, {
      '@id': instructions,
      '@type': ['prov:Entity', 'prov:Plan'],
      label: `Instructions ${record.instructionsVersion}`,
    });
    if (record.wasModelVisible)
      used.set(model, {
        '@id': model,
        '@type': ['prov:Agent', 'prov:SoftwareAgent'],
        label: modelName,
      });
    graph.push({
      '@id': idOf('answer', answerId),
      '@type': 'prov:Entity',
      wasGeneratedBy: activity,
      wasAttributedTo: person(readerId),
      generatedAtTime: record.submittedAt,
      'eq:source': 'human',
      'eq:revision': record.revision,
      'eq:modelInSight': record.wasModelVisible,
    });
    graph.push({
      '@id': activity,
      '@type': 'prov:Activity',
      label: record.repeatOf === null ? 'Reading' : 'Repeated reading',
      used: [idOf('case', caseId), instructions],
      wasAssociatedWith: [person(readerId), ...(record.wasModelVisible ? [model] : [])],
      'prov:qualifiedAssociation': [
        associated(person(readerId), 'reader'),
        ...(record.wasModelVisible ? [associated(model, 'model-output')] : []),
      ],
      startedAtTime: record.openedAt,
      endedAtTime: record.submittedAt,
      'eq:purpose': record.purpose,
      ...(record.arm === null ? {} : { 'eq:arm': record.arm }),
      ...(record.instructionArm === null ? {} : { 'eq:instructionArm': record.instructionArm }),
    });
    return [readerId];
  }

  function addEntry(entryId: string): readonly string[] {
    const found = entries.get(entryId);
    if (found === undefined) return [];
    const { entry, caseId } = found;
    const activity = idOf('adjudication', entryId);
    const inSight = entry.stage === 'decide' && entry.accepted !== null ? [entry.accepted] : [];
    const before = inSight.flatMap((id) => addSource(id));
    graph.push({
      '@id': idOf('answer', entryId),
      '@type': 'prov:Entity',
      wasGeneratedBy: activity,
      wasAttributedTo: person(entry.by),
      generatedAtTime: entry.at,
      ...(inSight.length === 0 ? {} : { wasDerivedFrom: inSight.map((id) => idOf('answer', id)) }),
      'eq:source': 'human',
    });
    graph.push({
      '@id': activity,
      '@type': 'prov:Activity',
      label: entry.stage === 'blind-read' ? 'Own reading before the decision' : 'Adjudication',
      used: [idOf('case', caseId), ...inSight.map((id) => idOf('answer', id))],
      wasAssociatedWith: [person(entry.by)],
      'prov:qualifiedAssociation': [associated(person(entry.by), 'adjudicator')],
      endedAtTime: entry.at,
      'eq:round': entry.round,
      'eq:action': entry.action,
      ...(entry.reason === '' ? {} : { 'eq:reason': entry.reason }),
    });
    return [entry.by, ...before];
  }

  function addSource(id: string): readonly string[] {
    const known = given.get(id);
    if (known !== undefined) return known;
    given.set(id, []);
    const record = byAnswer.get(id);
    const who = [...new Set(record === undefined ? addEntry(id) : addReading(record))];
    given.set(id, who);
    for (const one of who) people.add(one);
    return who;
  }

  for (const label of source.labels) {
    const who = [...new Set(label.sources.flatMap(addSource))];
    const place = [label.caseId, label.questionId] as const;
    const activity = idOf('settling', ...place);
    used.set(idOf('case', label.caseId), {
      '@id': idOf('case', label.caseId),
      '@type': 'prov:Entity',
      label: label.caseId,
    });
    graph.push({
      '@id': idOf('label', ...place),
      '@type': 'prov:Entity',
      wasDerivedFrom: label.sources.map((id) => idOf('answer', id)),
      wasGeneratedBy: activity,
      wasAttributedTo: who.map(person),
      generatedAtTime: label.at,
      'eq:case': label.caseId,
      'eq:question': label.questionId,
      'eq:version': label.version,
      'eq:method': label.method,
      'eq:source': ruledMethods.includes(label.method) ? 'consensus' : 'human',
      'eq:isSettled': label.label !== null,
    });
    graph.push({
      '@id': activity,
      '@type': 'prov:Activity',
      label: 'Settling by the rule of the protocol',
      used: [plan, ...label.sources.map((id) => idOf('answer', id))],
      wasAssociatedWith: [software],
      endedAtTime: label.at,
    });
  }
  const agents = [...people].sort().map((id) => ({
    '@id': person(id),
    '@type': ['prov:Agent', 'prov:Person'],
    label: id,
    'eq:roles': protocol.readers.find((one) => one.readerId === id)?.roles ?? [],
  }));
  return { '@context': context, '@graph': [...graph, ...used.values(), ...agents] };
}
