import type { Declared, Flow, Leakage, MissingRow, Study, ThresholdUse } from '@equipoise/domain';
import type { ConcreteTask } from '../protocol/parse-tasks.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { Warning } from './warnings.ts';

/** A file that went in, by base name and hash. */
export interface InputFile {
  readonly role: string;
  readonly name: string;
  readonly sha256: string;
  readonly byteCount: number;
}

/** A study ready to be audited, with everything that is known about how it came to be. */
export interface StudyBuild {
  readonly study: Study;
  /** The protocol, completed by a data set layout where one was named. */
  readonly protocol: ResolvedProtocol;
  readonly tasks: readonly ConcreteTask[];
  readonly models: readonly string[];
  readonly attributes: Declared['attributes'];
  readonly flow: Flow;
  readonly missing: readonly MissingRow[];
  readonly leakage: Leakage;
  readonly thresholds: readonly ThresholdUse[];
  readonly warnings: readonly Warning[];
  readonly inputs: readonly InputFile[];
}
