import { Button, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SessionList } from '../account/session-list';
import { api, take } from '../api/client';
import { notifyTrouble } from '../shell/notify-trouble';
import { Trouble } from '../shell/trouble';
import { userSessionsQuery } from './admin.queries';

/** Where a user is signed in, with an end to each session and to all of them. */
export function UserSessions({ id, name }: { id: string; name: string }) {
  const queries = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(userSessionsQuery(id));
  const again = { onError: notifyTrouble, onSettled: () => queries.invalidateQueries(userSessionsQuery(id)) };
  const endOne = useMutation({
    mutationFn: (session: string) =>
      take(api.DELETE('/api/admin/users/{id}/sessions/{session}', { params: { path: { id, session } } })),
    ...again,
  });
  const endAll = useMutation({
    mutationFn: () => take(api.DELETE('/api/admin/users/{id}/sessions', { params: { path: { id } } })),
    onSuccess: () => notifications.show({ message: `${name} is signed out everywhere.` }),
    ...again,
  });
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!sessions) return <Skeleton height={90} radius="md" mt="sm" />;
  return (
    <>
      {sessions.length === 0 && (
        <Text c="dimmed" size="sm" mt="sm">
          None that can be listed. Sessions in the memory of a replica, in Memcached and in cookies are not,
          but still end.
        </Text>
      )}
      <SessionList
        sessions={sessions}
        ending={endOne.variables}
        onEnd={(session) => endOne.mutate(session)}
      />
      <Button
        variant="light"
        color="red"
        size="xs"
        mt="sm"
        loading={endAll.isPending}
        onClick={() => endAll.mutate()}
      >
        End all sessions
      </Button>
    </>
  );
}
