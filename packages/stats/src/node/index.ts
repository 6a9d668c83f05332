export { createPool, type PoolOptions } from './pool.ts';
export { runVerifyCells, type VerifyRunOptions } from './verify-pool.ts';
