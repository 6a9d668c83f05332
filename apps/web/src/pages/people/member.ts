import type { Client } from '@equipoise/api';

/** One role of one person. */
export type Member = Awaited<ReturnType<Client['members']>>['members'][number];
