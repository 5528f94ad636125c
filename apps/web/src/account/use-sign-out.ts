import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, take } from '../api/client';
import { rememberSignedIn } from '../api/signed-in-before';
import { explain } from '../shell/explain';

/** Signs out. Where the server could not end the session, this browser has forgotten it all the same, and says so. */
export function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => take(api.POST('/api/auth/logout')),
    onError(error) {
      const { title, detail } = explain(error);
      notifications.show({ title, message: detail, color: 'red' });
    },
    async onSettled() {
      rememberSignedIn(false);
      queries.removeQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'orders' || queryKey[0] === 'order',
      });
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['customer'] }),
        queries.invalidateQueries({ queryKey: ['cart'] }),
      ]);
      await navigate('/');
    },
  });
}
