import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, take } from '../api/client';
import { rememberSignedIn } from '../api/signed-in-before';
import { notifyTrouble } from '../shell/notify-trouble';
import { isPrivate } from './private-queries';

/** Signs out on this device or on all. If the server could not end the session, this browser still forgets it, and says so. */
export function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (where: 'here' | 'everywhere') =>
      take(where === 'here' ? api.POST('/api/auth/logout') : api.POST('/api/auth/logout-all')),
    onError: notifyTrouble,
    async onSettled() {
      rememberSignedIn(false);
      // First away: a page for customers would ask to sign in again.
      await navigate('/');
      queries.removeQueries({ predicate: isPrivate });
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['customer'] }),
        queries.invalidateQueries({ queryKey: ['cart'] }),
      ]);
    },
  });
}
