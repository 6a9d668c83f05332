import type { StudyRole } from '@equipoise/domain';
import type { Membership } from '@equipoise/store';
import { refuse } from '../http/refuse.ts';

/** Roles that see what readers said. */
const seeing: readonly StudyRole[] = ['owner', 'curator', 'viewer'];

/**
 * Nobody may read in a study and see what readers said there.
 *
 * @param held roles that the person has
 * @param given the role to be added
 * @throws room/bad-state
 */
export function checkRolesTogether(
  held: readonly Pick<Membership, 'role' | 'state'>[],
  given: StudyRole,
): void {
  const active = held.filter(({ state }) => state === 'active').map(({ role }) => role);
  const isMixed =
    (given === 'reader' && active.some((role) => seeing.includes(role))) ||
    (seeing.includes(given) && active.includes('reader'));
  if (isMixed) {
    refuse(
      'room/bad-state',
      'A reader of a study cannot also run it or look at its results: reading is blinded.',
      'Take the other role away first, or let another person do it.',
    );
  }
}
