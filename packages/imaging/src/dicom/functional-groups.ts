import { type Dataset, itemsOf } from './dataset.ts';
import { tags } from './tags.ts';

/**
 * The item of a functional group that holds for a frame: its own, else the one shared by all.
 *
 * @param dataset multi-frame object
 * @param group tag of the group's sequence
 * @param frame from 0
 * @see DICOM PS3.3 C.7.6.16
 */
export function itemAt(dataset: Dataset, group: number, frame: number): Dataset | null {
  const own = itemsOf(dataset, tags.PerFrameFunctionalGroupsSequence)[frame];
  const ownItem = own && itemsOf(own, group)[0];
  if (ownItem) return ownItem;
  const shared = itemsOf(dataset, tags.SharedFunctionalGroupsSequence)[0];
  return (shared && itemsOf(shared, group)[0]) ?? null;
}
