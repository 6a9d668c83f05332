import type { z } from 'zod';
import type { RouteAnswer, RouteBody, RouteSpec } from './route.ts';

/** A file to send. */
export interface UploadFile {
  readonly name: string;
  readonly bytes: Uint8Array | Blob;
}

type Part<K extends string, T> = keyof T extends never
  ? unknown
  : Record<never, never> extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

type BodyPart<B extends RouteBody | null> = B extends {
  readonly kind: 'json';
  readonly schema: infer S extends z.ZodType;
}
  ? { readonly body: z.input<S> }
  : B extends { readonly kind: 'files'; readonly fields: infer F extends z.ZodType }
    ? { readonly fields: z.input<F>; readonly files: readonly UploadFile[] }
    : unknown;

/** What a call of a route takes. */
export type CallInput<R extends RouteSpec> = Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>> &
  BodyPart<R['body']>;

/** What the address of a route takes. */
export type AddressInput<R extends RouteSpec> = Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>>;

/** Bytes as they came. */
export interface AnsweredBytes {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** A file of the server that is sent as it lies there, and removed behind. */
export interface AnsweredFile {
  readonly path: string;
  readonly mediaType: string;
}

/** What a call of a route gives back. */
export type CallOutput<A extends RouteAnswer> = A extends {
  readonly kind: 'json';
  readonly schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : A extends { readonly kind: 'bytes' }
    ? AnsweredBytes
    : undefined;

/** A route's parsed input on the server. */
export interface RouteInput<R extends RouteSpec> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: R['body'] extends {
    readonly kind: 'json';
    readonly schema: infer S extends z.ZodType;
  }
    ? z.output<S>
    : R['body'] extends { readonly kind: 'files'; readonly fields: infer F extends z.ZodType }
      ? z.output<F>
      : null;
}

/** What a handler must answer: the shape before parsing. */
export type RouteOutput<A extends RouteAnswer> = A extends {
  readonly kind: 'json';
  readonly schema: infer S extends z.ZodType;
}
  ? z.input<S>
  : A extends { readonly kind: 'bytes' }
    ? AnsweredBytes | AnsweredFile
    : A extends { readonly kind: 'redirect' }
      ? { readonly location: string }
      : null;
