import { z } from 'zod';
import { defineRoutes, json, jsonBody } from '../route.ts';
import {
  accountShape,
  halfSessionShape,
  offeredFactorShape,
  recoveryCodesShape,
  secondFactorShape,
  serverRulesShape,
  sessionShape,
} from '../shapes/account.ts';
import { code, id, none, typedPassword } from '../shapes/primitives.ts';
import { onTheWay, owesCode, serverOwner, signedIn, signedInOrEnrolling } from './access.ts';

const plain = { rate: 'general', params: none, query: none, body: null, errors: [] } as const;
const proof = {
  rate: 'sign-in',
  errors: ['room/not-allowed', 'room/locked-out', 'room/too-many', 'room/bad-state'],
} as const;
const sentCode = z.strictObject({ code });

/** The second factor of a sign-in, and who must have one. */
export const secondFactorRoutes = defineRoutes({
  signInStep: {
    ...plain,
    method: 'GET',
    path: '/session/step',
    summary: 'What is still owed after the password.',
    access: onTheWay,
    event: 'none',
    answer: json(halfSessionShape),
  },
  signInCode: {
    ...plain,
    method: 'POST',
    path: '/session/code',
    summary: 'The code of the device, or a recovery code.',
    access: owesCode,
    event: 'change',
    rate: 'sign-in',
    body: jsonBody(sentCode),
    answer: json(sessionShape),
    errors: ['room/not-allowed', 'room/locked-out', 'room/too-many'],
  },
  secondFactor: {
    ...plain,
    method: 'GET',
    path: '/account/second-factor',
    summary: 'The own second factor.',
    access: signedIn,
    event: 'read',
    answer: json(secondFactorShape),
  },
  offerSecondFactor: {
    ...plain,
    ...proof,
    method: 'POST',
    path: '/account/second-factor/offer',
    summary:
      'A new secret for a device; it counts once a code confirms it. Asks for the password and, where a second factor is on, for its code; not of whoever must set one up and gave the password a moment ago.',
    access: signedInOrEnrolling,
    event: 'change',
    body: jsonBody(z.strictObject({ password: typedPassword.optional(), code: code.optional() })),
    answer: json(offeredFactorShape),
  },
  confirmSecondFactor: {
    ...plain,
    ...proof,
    method: 'POST',
    path: '/account/second-factor',
    summary:
      'Turn the offered second factor on by its first code. Every other session ends; the recovery codes are shown once.',
    access: signedInOrEnrolling,
    event: 'change',
    body: jsonBody(sentCode),
    answer: json(sessionShape.extend(recoveryCodesShape.shape)),
  },
  renewRecoveryCodes: {
    ...plain,
    ...proof,
    method: 'POST',
    path: '/account/second-factor/recovery-codes',
    summary: 'New recovery codes; the earlier ones end.',
    access: signedIn,
    event: 'change',
    body: jsonBody(z.strictObject({ password: typedPassword, code })),
    answer: json(recoveryCodesShape),
  },
  turnOffSecondFactor: {
    ...plain,
    ...proof,
    method: 'POST',
    path: '/account/second-factor/off',
    summary: 'Turn the own second factor off, where none is wanted. Every other session ends.',
    access: signedIn,
    event: 'change',
    body: jsonBody(z.strictObject({ password: typedPassword, code })),
    answer: json(sessionShape),
  },
  resetSecondFactor: {
    ...plain,
    method: 'POST',
    path: '/accounts/:accountId/second-factor/reset',
    summary: 'Take the second factor of another person away.',
    access: serverOwner,
    event: 'change',
    params: z.object({ accountId: id }),
    body: jsonBody(z.strictObject({ why: z.string().trim().min(1).max(2000) })),
    answer: json(accountShape),
    errors: ['room/not-found', 'room/bad-state'],
  },
  serverRules: {
    ...plain,
    method: 'GET',
    path: '/rules',
    summary: 'Rules of the server.',
    access: serverOwner,
    event: 'read',
    answer: json(serverRulesShape),
  },
  changeServerRules: {
    ...plain,
    method: 'PUT',
    path: '/rules',
    summary:
      'Change the rules of the server. Who then lacks a second factor sets one up before anything else.',
    access: serverOwner,
    event: 'change',
    body: jsonBody(serverRulesShape),
    answer: json(serverRulesShape),
    errors: ['room/bad-state'],
  },
});
