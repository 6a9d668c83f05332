import type { Bench } from '../bench.ts';
import { coldStart } from './cold-start.bench.ts';
import { fourteenTasks } from './fourteen-tasks.bench.ts';
import { intake } from './intake.bench.ts';
import { s1 } from './s1.bench.ts';
import { s2 } from './s2.bench.ts';
import { s3 } from './s3.bench.ts';
import { s4 } from './s4.bench.ts';

/** Every benchmark of the audit. */
export const benches: readonly Bench[] = [s1, s2, s3, s4, coldStart, intake, fourteenTasks];
