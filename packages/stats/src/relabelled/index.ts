export {
  isRelabelledMetric,
  type LossByLabel,
  type RelabelledCells,
  type RelabelledMetric,
  relabelledCells,
  relabelledWidth,
} from './relabelled-cells.ts';
export type { RelabelledRows } from './relabelled-rows.ts';
