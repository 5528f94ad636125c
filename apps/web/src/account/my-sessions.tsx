import { Group, Skeleton, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { notifyTrouble } from '../shell/notify-trouble';
import { Trouble } from '../shell/trouble';
import { sessionsQuery } from './account.queries';
import { SessionList } from './session-list';
import { SignOutEverywhere } from './sign-out-everywhere';

/** Where the customer is signed in, with a way to sign out of each device, and of all. */
export function MySessions() {
  const queries = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } })),
    onError: notifyTrouble,
    onSettled: () => queries.invalidateQueries(sessionsQuery),
  });
  return (
    <section aria-labelledby="my-sessions">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="my-sessions">
          Where you are signed in
        </Title>
        <SignOutEverywhere />
      </Group>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!sessions && !error && <Skeleton height={120} radius="lg" />}
      {sessions?.length === 0 && (
        <Text c="dimmed">
          This mode keeps no list of sessions: only the replica that holds a session knows it. “Sign out
          everywhere” still works.
        </Text>
      )}
      {sessions && <SessionList sessions={sessions} ending={end.variables} onEnd={(id) => end.mutate(id)} />}
    </section>
  );
}
