import type { Client } from '@equipoise/api';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { batchesOf, type CaseWay, type PickedFile } from './batches.ts';
import { withPaths } from './outcome-paths.ts';
import { sendWhenAllowed } from './upload.ts';

/** What became of one file. */
export type FileOutcome = Awaited<ReturnType<Client['importImages']>>['files'][number];

/** An import under way or over. */
export interface ImportState {
  readonly phase: 'idle' | 'sending' | 'stopped' | 'failed';
  /** Batch at work, from 1. */
  readonly batch: number;
  readonly batchCount: number;
  readonly fileCount: number;
  /** Share of the batch's bytes that left. */
  readonly sent: number;
  readonly error: unknown;
  readonly outcomes: readonly FileOutcome[];
}

const idle: ImportState = {
  phase: 'idle',
  batch: 0,
  batchCount: 0,
  fileCount: 0,
  sent: 0,
  error: null,
  outcomes: [],
};

/** Sends files in batches. */
export interface Importer {
  readonly state: ImportState;
  readonly begin: (files: readonly PickedFile[], way: CaseWay) => Promise<void>;
  /** Sends what is left after a failure. */
  readonly again: () => Promise<void>;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** The import of the page. */
export function useImport(studyId: string): Importer {
  const [state, setState] = useState<ImportState>(idle);
  const queries = useQueryClient();
  const stopper = useRef<AbortController | null>(null);
  const left = useRef<{
    readonly batches: readonly (readonly PickedFile[])[];
    readonly from: number;
    readonly way: CaseWay;
  } | null>(null);

  const send = async (): Promise<void> => {
    const work = left.current;
    if (work === null) return;
    const own = new AbortController();
    stopper.current = own;
    for (let at = work.from; at < work.batches.length; at += 1) {
      const batch = work.batches[at] ?? [];
      left.current = { ...work, from: at };
      setState((old) => ({
        ...old,
        phase: 'sending',
        batch: at + 1,
        batchCount: work.batches.length,
        fileCount: batch.length,
        sent: 0,
        error: null,
      }));
      try {
        const { files } = await sendWhenAllowed(
          {
            params: { studyId },
            fields: { cases: work.way },
            files: batch.map(({ path, file }) => ({ name: path, bytes: file })),
          },
          (sent) => setState((old) => ({ ...old, sent })),
          own.signal,
        );
        setState((old) => ({ ...old, outcomes: [...old.outcomes, ...withPaths(batch, files)] }));
      } catch (error) {
        setState((old) => ({
          ...old,
          phase: own.signal.aborted ? 'stopped' : 'failed',
          error: own.signal.aborted ? null : error,
        }));
        return;
      } finally {
        for (const route of ['images', 'cases', 'gallery']) {
          void queries.invalidateQueries({ queryKey: [route] });
        }
      }
    }
    left.current = null;
    setState((old) => ({ ...old, phase: 'idle' }));
  };

  return {
    state,
    begin: async (files, way) => {
      const batches = batchesOf(files, way);
      if (batches.length === 0) return;
      left.current = { batches, from: 0, way };
      await send();
    },
    again: send,
    stop: () => stopper.current?.abort(),
    clear: () => setState(idle),
  };
}
