import { Button, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { api, take } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Customer } from '../api/types';
import { Trouble } from '../shell/trouble';
import classes from './account-page.module.css';
import { customerQuery } from './account.queries';

/** The name, which can be changed, and the address, which is what one signs in with. */
export function ProfileForm({ customer }: { customer: Customer }) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (name: string) => take(api.PATCH('/api/auth/me', { body: { name } })),
    onSuccess(changed) {
      queries.setQueryData(customerQuery.queryKey, changed);
      notifications.show({ message: 'Your name was saved.' });
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    save.mutate(String(new FormData(event.currentTarget).get('name')));
  }
  const refused = save.error instanceof ApiProblem ? save.error.about('name') : undefined;
  return (
    <form className={classes.panel} onSubmit={submit}>
      <Title order={2} size="h4">
        Profile
      </Title>
      {save.isError && !refused && <Trouble error={save.error} />}
      <TextInput
        name="name"
        label="Name"
        autoComplete="name"
        defaultValue={customer.name}
        required
        maxLength={100}
        error={refused}
      />
      <TextInput label="Email" value={customer.email} readOnly />
      <Button type="submit" variant="light" loading={save.isPending}>
        Save
      </Button>
    </form>
  );
}
