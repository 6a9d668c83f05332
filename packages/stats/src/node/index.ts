export { createPool, type PoolOptions } from './pool.ts';
