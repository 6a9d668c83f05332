import { adapters } from '@equipoise/dataset';

/** A public layout as `equipoise datasets` lists it. */
export interface DatasetEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly licenceNote: string;
  readonly source: string;
}

/** The public layouts that are recognised by their own headers. */
export function listDatasets(): DatasetEntry[] {
  return adapters.map((adapter) => ({
    id: adapter.id,
    title: adapter.title,
    description: adapter.describe(),
    licenceNote: adapter.licenceNote,
    source: adapter.source,
  }));
}
