import { ReaderStage } from './stage.ts';
import { listenToStage } from './stage-input.ts';
import type { StageOptions } from './stage-options.ts';

/**
 * Builds a stage and lets keys, pointers and the page act on it.
 *
 * @param options what the stage is made of
 * @returns the stage; close it before its root leaves the page
 */
export function openStage(options: StageOptions): ReaderStage {
  const stage = new ReaderStage(options);
  listenToStage(stage, stage.signal);
  return stage;
}
