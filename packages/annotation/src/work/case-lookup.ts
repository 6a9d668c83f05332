import type { ProtocolCase, StudyProtocol } from '@equipoise/domain';

const known = new WeakMap<StudyProtocol, ReadonlyMap<string, ProtocolCase>>();

/** Cases of a protocol by id; made once for each protocol. */
export function casesById(protocol: StudyProtocol): ReadonlyMap<string, ProtocolCase> {
  let map = known.get(protocol);
  if (map === undefined) {
    map = new Map(protocol.cases.map((one) => [one.caseId, one]));
    known.set(protocol, map);
  }
  return map;
}
