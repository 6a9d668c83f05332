import type { RouteInput, RouteName, RouteOutput, Routes } from '@equipoise/api';
import type { Call } from '../services.ts';

/** Answers one route. */
export type Handler<K extends RouteName> = (
  call: Call,
  input: RouteInput<Routes[K]>,
) => Promise<RouteOutput<Routes[K]['answer']>>;

/** A handler for each route named; a route without one does not compile. */
export type Handlers<K extends RouteName = RouteName> = { readonly [N in K]: Handler<N> };
