/** Beside the output folder of an audit: which cases stand behind its figures. */
export const cellsFile = 'cells.json';

/** What the process of a job is told. */
export interface ChildTask {
  readonly kind: 'audit' | 'label-errors';
  /** As the command would be told; paths lie in the job's own folder. */
  readonly protocol: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly caseColumn: string;
}

/** What the process of a job says. */
export type ChildMessage =
  | { readonly kind: 'progress'; readonly label: string; readonly share: number }
  | { readonly kind: 'done'; readonly exitCode: number }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly sentence: string;
      readonly mend: string;
    };
