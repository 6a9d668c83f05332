import type { Store } from '@equipoise/store';
import type { DicomExport } from '../ports/dicom-export.ts';
import type { DicomwebPeer } from '../ports/dicomweb.ts';
import type { Ingest } from '../ports/ingest.ts';
import type { RoomStatistics } from '../ports/room-statistics.ts';
import type { LoadedStudies } from '../study/loaded-study.ts';

/** What jobs work with. */
export interface JobWorld {
  readonly store: Store;
  readonly studies: LoadedStudies;
  readonly ingest: Ingest;
  readonly statistics: () => Promise<RoomStatistics>;
  readonly dicomweb: (url: string) => DicomwebPeer;
  readonly dicom: DicomExport;
  readonly version: string;
}
