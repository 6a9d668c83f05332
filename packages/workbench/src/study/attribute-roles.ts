import type { Attribute } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';

const acquisitionName =
  /^(view|view[\s_-]?position|projection|scanner|vendor|manufacturer|device|modality|kvp|detector|machine|portable|field[\s_-]?strength)([\s_-]?(id|name|model|type))?$/i;

const ageName = /^(age|.*[\s_.-]age|age[\s_.-].*|patientage)$/i;

/** True for a column whose name says that it holds ages. */
export function isAgeName(name: string): boolean {
  return ageName.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** A column to audit and what it is to the study. */
export interface WantedAttribute {
  readonly name: string;
  readonly role: Attribute['role'];
  /** True where the role follows from the name alone. */
  readonly isByName: boolean;
}

/**
 * The attributes that a protocol asks for, each once, groups first.
 *
 * A declared role wins; a group named like an acquisition field (view, scanner) is taken for one, which
 * the caller must say aloud.
 */
export function wantedAttributes(protocol: ResolvedProtocol): WantedAttribute[] {
  const { groups, site, reader, caseMix, acquisition } = protocol;
  const declared = new Map<string, Attribute['role']>();
  for (const name of caseMix) declared.set(name, 'case-mix');
  for (const name of acquisition) declared.set(name, 'acquisition');
  if (site !== null) declared.set(site, 'site');
  if (reader !== null) declared.set(reader, 'reader');
  const names = new Set([...groups, ...declared.keys()]);
  if (protocol.patient !== null && names.has(protocol.patient)) {
    fail(
      'workbench/conflicting-options',
      `"${protocol.patient}" is both the patient and an attribute to audit.`,
      'A patient is the unit of the study, not a group: drop it from --group.',
    );
  }
  return [...names].map((name) => {
    const role = declared.get(name);
    if (role !== undefined) return { name, role, isByName: false };
    const isAcquisition = acquisitionName.test(name.trim());
    return { name, role: isAcquisition ? 'acquisition' : 'group', isByName: isAcquisition };
  });
}
