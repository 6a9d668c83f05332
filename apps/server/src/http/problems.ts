import { type Problem, type ProblemCode, problemCodes, problemStatus } from '@equipoise/api';
import { isCodedError } from '@equipoise/domain';
import { ZodError } from 'zod';
import type { Refusal } from './refuse.ts';

const titles: Readonly<Record<ProblemCode, string>> = {
  'room/bad-request': 'The request cannot be understood',
  'room/not-signed-in': 'Nobody is signed in',
  'room/second-factor': 'A second factor is wanted',
  'room/bad-csrf': 'The request was not made by this app',
  'room/not-allowed': 'Not allowed',
  'room/suspended': 'Reading is suspended',
  'room/not-found': 'Not found',
  'room/conflict': 'Saved elsewhere meanwhile',
  'room/bad-state': 'Not possible now',
  'room/instructions-unread': 'Instructions to be read first',
  'room/too-large': 'Too large',
  'room/wrong-media': 'Wrong kind of body',
  'room/not-ready': 'Not ready',
  'room/bad-answer': 'An answer must be mended',
  'room/locked-out': 'Locked for a while',
  'room/too-many': 'Too many calls',
  'room/failed': 'The server failed',
  'room/not-built': 'Not part of this server',
  'room/away': 'Not reachable at the moment',
};

/** What errors of other packages become. */
const translated: Readonly<Record<string, ProblemCode>> = {
  'store/not-found': 'room/not-found',
  'store/duplicate': 'room/conflict',
  'store/reference': 'room/bad-request',
  'store/bad-state': 'room/bad-state',
  'store/bad-argument': 'room/bad-request',
  'store/refused': 'room/bad-request',
  'store/database-away': 'room/away',
  'store/database-busy': 'room/away',
  'store/outcome-unknown': 'room/away',
  'store/disk-full': 'room/away',
  'store/read-only': 'room/away',
  'store/too-many-files': 'room/away',
  'annotation/not-allowed': 'room/not-allowed',
  'annotation/bad-answer': 'room/bad-answer',
  'annotation/bad-protocol': 'room/not-ready',
  'annotation/protocol-not-ready': 'room/not-ready',
  'annotation/protocol-locked': 'room/bad-state',
  'annotation/repeated-reading': 'room/bad-state',
  'annotation/bad-event-log': 'room/bad-answer',
};

const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'room/too-large',
  FST_REQ_FILE_TOO_LARGE: 'room/too-large',
  FST_FILES_LIMIT: 'room/too-large',
  FST_PARTS_LIMIT: 'room/too-large',
  FST_FIELDS_LIMIT: 'room/too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'room/wrong-media',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'room/wrong-media',
  FST_ERR_NOT_FOUND: 'room/not-found',
};

/** What the machine refuses for a while: room on the disk, the right to write, file handles. */
const passing = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE']);

function make(code: ProblemCode, sentence: string, mend: string, more: object = {}): Problem {
  return {
    type: `urn:equipoise:problem:${code}`,
    title: titles[code],
    status: problemStatus[code],
    code,
    sentence,
    mend,
    ...more,
  };
}

function isProblemCode(code: string): code is ProblemCode {
  return (problemCodes as readonly string[]).includes(code);
}

/** The place of a schema's complaint, in words. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(' › ') || 'the root';
}

/**
 * Any error as a problem document. What was not foreseen says nothing but that it happened: no value, no path, no
 * stack leaves the server.
 */
export function problemOfError(error: unknown): Problem {
  if (isCodedError(error)) {
    const { code, sentence, mend } = error;
    if (isProblemCode(code)) return make(code, sentence, mend, (error as Refusal).detail ?? {});
    const other = Object.hasOwn(translated, code) ? translated[code] : undefined;
    if (other !== undefined) {
      return other === 'room/not-found'
        ? make(other, 'There is no such thing here.', 'Check the address.')
        : make(other, sentence, mend);
    }
  }
  if (error instanceof ZodError) {
    const issues = error.issues.slice(0, 50).map((issue) => ({
      path: issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
      place: placeOf(issue.path),
      message: issue.message,
      mend: 'Correct it.',
    }));
    const [first] = issues;
    return make(
      'room/bad-request',
      `${first?.place ?? 'the request'}: ${first?.message ?? 'is wrong'}.`,
      'Send what the contract asks for.',
      { issues },
    );
  }
  const facts = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in facts && typeof facts.code === 'string' ? facts.code : '';
  if (passing.has(code)) {
    return make(
      'room/away',
      'The server can store nothing at the moment.',
      'Try again in a while; if it stays so, tell who runs it.',
    );
  }
  const known = Object.hasOwn(fastifyCodes, code) ? fastifyCodes[code] : undefined;
  if (known === 'room/too-large')
    return make(known, 'The body is too large.', 'Send less at once.');
  if (known === 'room/wrong-media') {
    return make(known, 'The body is of another kind.', 'Send what the contract asks for.');
  }
  if (known === 'room/not-found') {
    return make(known, 'There is no such thing here.', 'Check the address.');
  }
  const status = 'statusCode' in facts ? facts.statusCode : 500;
  if (status === 429) {
    return make('room/too-many', 'There were too many tries.', 'Wait a minute.', {
      retryAfterSeconds: 60,
    });
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return make('room/bad-request', 'The request cannot be read.', 'Send well-formed JSON.');
  }
  return make('room/failed', 'Something went wrong on the server.', 'Try again; tell who runs it.');
}
