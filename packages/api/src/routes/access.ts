import type { Access } from '../route.ts';

/** Anybody. */
export const anybody: Access = { kind: 'public' };
/** Whoever is signed in. */
export const signedIn: Access = { kind: 'account' };
/** Whoever is signed in, or on the way. */
export const signedInOrHalf: Access = { kind: 'account', half: ['code', 'enrolment'] };
/** Whoever is signed in, or must set up a second factor first. */
export const signedInOrEnrolling: Access = { kind: 'account', half: ['enrolment'] };
/** Whoever gave the password and owes something still. */
export const onTheWay: Access = { kind: 'half', steps: ['code', 'enrolment'] };
/** Whoever gave the password and owes the code. */
export const owesCode: Access = { kind: 'half', steps: ['code'] };
/** Owners of the server. */
export const serverOwner: Access = { kind: 'server-owner' };
/** Whoever takes part in the study. */
export const members: Access = {
  kind: 'study',
  roles: ['owner', 'curator', 'adjudicator', 'reader', 'viewer'],
};
/** Who runs the study. */
export const leads: Access = { kind: 'study', roles: ['owner', 'curator'] };
/** Who runs the study, for what shows readers' answers or known ones. */
export const unblindedLeads: Access = {
  kind: 'study',
  roles: ['owner', 'curator'],
  unblinds: true,
};
/** Who looks at results. */
export const unblindedViewers: Access = {
  kind: 'study',
  roles: ['owner', 'curator', 'viewer'],
  unblinds: true,
};
/** Who runs the study, for what the readings come to. */
export const resultLeads: Access = { ...unblindedLeads, tellsResults: true };
/** Who looks at results, for what the readings come to. */
export const resultViewers: Access = { ...unblindedViewers, tellsResults: true };
/** Who owns the study. */
export const owners: Access = { kind: 'study', roles: ['owner'] };
/** Who reads. */
export const readers: Access = { kind: 'study', roles: ['reader'] };
/** Who decides where readers disagree: adjudicators, and readers under a round-robin. */
export const deciders: Access = { kind: 'study', roles: ['adjudicator', 'reader'] };
/** Who sees images at work: what each may see is decided image by image. */
export const lookers: Access = {
  kind: 'study',
  roles: ['owner', 'curator', 'adjudicator', 'reader', 'viewer'],
};
