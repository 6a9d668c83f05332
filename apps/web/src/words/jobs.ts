/** Long work. */
export const jobWords = {
  states: {
    queued: 'waiting',
    running: 'running',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  },
  begun: 'Begun',
  ended: 'Ended',
  progress: 'Progress',
  cancel: 'Cancel',
  cancelling: 'Cancelling …',
  cancelThat: (at: string): string => `Cancel the job begun ${at}`,
  percentOf: (stage: string, share: number): string => `${stage}, ${Math.round(share * 100)} %`,
} as const;
