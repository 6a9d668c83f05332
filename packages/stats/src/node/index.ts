export { createPool, type PoolOptions } from './pool.ts';
export { startWorker } from './start-worker.ts';
export { runVerifyCells, type VerifyRunOptions } from './verify-pool.ts';
