import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../shell/session.ts';

/**
 * What a link is for, asked once.
 *
 * @param name of the question among all that are asked
 * @returns the answer; null while it is not known who is signed in
 */
export function useLink<T>(name: string, look: () => Promise<T>): UseQueryResult<T> | null {
  // Asked first: a session, whosever, brings the token that a change must carry.
  const session = useSession();
  const [isKnown, setKnown] = useState(false);
  // Asked again later, a refused session is pending once more: what was typed must outlast that.
  if (!isKnown && !session.isPending) setKnown(true);
  const asked = useQuery({
    queryKey: [name],
    queryFn: look,
    enabled: isKnown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  return isKnown ? asked : null;
}
