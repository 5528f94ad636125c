import { Button, PasswordInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { api, take } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Customer } from '../api/types';
import { Trouble } from '../shell/trouble';
import classes from './account-page.module.css';
import { sessionsQuery } from './account.queries';

/** Changes the password of a user who proves the current one. */
export function PasswordForm({ customer }: { customer: Customer }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { current: string; next: string }) => take(api.POST('/api/auth/password', { body })),
    async onSuccess() {
      notifications.show({
        title: 'Your password was changed',
        message: 'Everywhere else you are signed out now.',
      });
      await queries.invalidateQueries(sessionsQuery);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const body = Object.fromEntries(new FormData(form)) as { current: string; next: string };
    change.mutate(body, { onSuccess: () => form.reset() });
  }
  const refused = change.error instanceof ApiProblem ? change.error.about('next') : undefined;
  return (
    <form className={classes.panel} onSubmit={submit}>
      <Title order={2} size="h4">
        Password
      </Title>
      {change.isError && !refused && <Trouble error={change.error} />}
      {/* For password managers: whose password it is. */}
      <input type="hidden" autoComplete="username" value={customer.email} readOnly />
      <PasswordInput name="current" label="Current password" autoComplete="current-password" required />
      <PasswordInput
        name="next"
        label="New password"
        description="8 characters or more. It signs you out everywhere else."
        autoComplete="new-password"
        minLength={8}
        required
        error={refused}
      />
      <Button type="submit" variant="light" loading={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}
