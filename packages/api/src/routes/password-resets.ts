import { z } from 'zod';
import { defineRoutes, json, jsonBody } from '../route.ts';
import { signedInShape } from '../shapes/account.ts';
import { id, instant, none, password, reason, token } from '../shapes/primitives.ts';
import { anybody, serverOwner } from './access.ts';

const plain = { rate: 'general', params: none, query: none, body: null, errors: [] } as const;

/** A forgotten password: the link that an owner of the server makes, and setting a new password by it. */
export const passwordResetRoutes = defineRoutes({
  makeResetLink: {
    ...plain,
    method: 'POST',
    path: '/accounts/:accountId/reset-link',
    summary:
      'A link by which another person sets a new password, once. Earlier links of the account end.',
    access: serverOwner,
    event: 'change',
    params: z.object({ accountId: id }),
    body: jsonBody(z.strictObject({ why: reason, hours: z.int().min(1).max(168).default(24) })),
    answer: json(z.object({ link: z.string(), expiresAt: instant })),
    errors: ['room/not-found', 'room/bad-state'],
  },
  lookResetLink: {
    ...plain,
    method: 'POST',
    path: '/password-resets/look',
    summary: 'Whose password a link sets.',
    access: anybody,
    event: 'none',
    rate: 'sign-in',
    body: jsonBody(z.strictObject({ token })),
    answer: json(
      z.object({
        displayName: z.string(),
        email: z.string(),
        expiresAt: instant,
        /** The code of the second factor is owed after it. */
        hasSecondFactor: z.boolean(),
      }),
    ),
    errors: ['room/not-found', 'room/too-many'],
  },
  useResetLink: {
    ...plain,
    method: 'POST',
    path: '/password-resets/use',
    summary:
      'Set the new password by a link, and sign in with it. Every session of the account ends; a second factor stays and is owed next.',
    access: anybody,
    event: 'change',
    rate: 'sign-in',
    body: jsonBody(z.strictObject({ token, password })),
    answer: json(signedInShape),
    errors: ['room/not-found', 'room/too-many'],
  },
});
