export { addressOf } from './address.ts';
export * from './catalog.ts';
export * from './client.ts';
export { type ApiErrorCode, apiErrors } from './errors.ts';
export * from './openapi.ts';
export * from './path.ts';
export * from './problem.ts';
export type {
  Access,
  RateClass,
  RouteAnswer,
  RouteBody,
  RouteEvent,
  RouteSpec,
  SignInStep,
} from './route.ts';
export { exportNames, exportsWithoutResults } from './routes/curator.ts';
export type * from './types.ts';
