import type { AuditDocument, Evidence, EvidenceKind, EvidenceOf } from '@equipoise/domain';

/** All evidence of a kind, in the order of the document. */
export function evidenceOf<K extends EvidenceKind>(
  document: AuditDocument,
  kind: K,
): readonly EvidenceOf<K>[] {
  // The kind decides the shape of the data; TypeScript cannot see that through a filter.
  return document.evidence.filter((entry) => entry.kind === kind) as unknown as EvidenceOf<K>[];
}

/** Things of one task and model. */
export interface Scope<T> {
  readonly task: string;
  readonly model: string;
  readonly entries: readonly T[];
}

/** Groups by task and model; tasks and models in declared order, others after. */
export function byScope<T extends { readonly task: string; readonly model: string }>(
  document: AuditDocument,
  entries: readonly T[],
): readonly Scope<T>[] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const key = `${entry.task}\u0000${entry.model}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const tasks = document.declared.tasks.map((task) => task.name);
  const models = document.declared.models;
  const place = (list: readonly string[], name: string): number => {
    const at = list.indexOf(name);
    return at < 0 ? list.length : at;
  };
  return [...groups.values()]
    .map((group) => ({ task: group[0]!.task, model: group[0]!.model, entries: group }))
    .sort(
      (a, b) =>
        place(tasks, a.task) - place(tasks, b.task) ||
        place(models, a.model) - place(models, b.model),
    );
}

/** Groups by a key, keeping the order of first sight. */
export function groupBy<T>(entries: readonly T[], key: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const name = key(entry);
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return groups;
}

/** Largest number of patients and of rows that entered; from the last step of the flow. */
export function audience(document: AuditDocument): { patientCount: number; caseCount: number } {
  const last = document.flow.steps.at(-1);
  return { patientCount: last?.patientCount ?? 0, caseCount: last?.rowCount ?? 0 };
}

/** True when more than one model is audited. */
export function hasModels(document: AuditDocument): boolean {
  return document.declared.models.length > 1;
}

/** Task, with the model where several are audited. */
export function scopeTitle(document: AuditDocument, task: string, model: string): string {
  return hasModels(document) && model !== '' ? `${task} · ${model}` : task;
}

/** Anchor of the gaps of a task, model and attribute. */
export function gapAnchor(
  document: AuditDocument,
  task: string,
  model: string,
  attribute: string | null,
): string {
  const taskAt = document.declared.tasks.findIndex((entry) => entry.name === task);
  const modelAt = document.declared.models.indexOf(model);
  const attributeAt = document.declared.attributes.findIndex((entry) => entry.name === attribute);
  return `gaps-${taskAt + 1}-${modelAt + 1}-${attributeAt + 1}`;
}

/** Second heading of a chart: its task, model and class; nothing where there is only one of each. */
export function subheadingOf(document: AuditDocument, evidence: Evidence): string | null {
  const { task, model } = evidence;
  if (task === '') return null;
  const isSingle = document.declared.tasks.length <= 1 && !hasModels(document);
  const name = classOf(document, evidence);
  const parts = [
    ...(isSingle ? [] : [scopeTitle(document, task, model)]),
    ...(name === '' ? [] : [`class ${name}`]),
  ];
  return parts.length === 0 ? null : parts.join(' · ');
}

/** The class against all others that a piece of evidence is about, read from its id; empty for none. */
export function classOf(
  document: AuditDocument,
  entry: {
    readonly task: string;
    readonly id?: string;
    readonly kind?: string;
    readonly model: string;
  },
): string {
  const classes = document.declared.tasks.find((task) => task.name === entry.task)?.classes;
  if (!classes || entry.id === undefined || entry.kind === undefined) return '';
  const prefix = `${entry.kind}/${entry.task}/${entry.model}/`;
  if (!entry.id.startsWith(prefix)) return '';
  const rest = entry.id.slice(prefix.length);
  return classes.find((name) => rest.startsWith(`${name}/`) || rest === name) ?? '';
}
