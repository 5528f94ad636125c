import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ApiProblem } from '../api/problem';
import { Trouble } from '../shell/trouble';
import classes from './account-form.module.css';

interface AccountFormProps<Form> {
  title: string;
  action: string;
  attempt: UseMutationResult<unknown, Error, Form>;
  /** The other of the two forms. */
  other: { question: string; label: string; path: string };
  /** The fields. */
  children: ReactNode;
}

/** The frame that signing in and signing up share. */
export function AccountForm<Form>({ title, action, attempt, other, children }: AccountFormProps<Form>) {
  const [parameters] = useSearchParams();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    attempt.mutate(Object.fromEntries(new FormData(event.currentTarget)) as Form);
  }
  const fieldsRefused = attempt.error instanceof ApiProblem && attempt.error.errors.length > 0;
  return (
    <form className={classes.form} onSubmit={submit}>
      <Stack gap="md">
        <Title order={1}>{title}</Title>
        {parameters.has('next') && (
          <Text c="dimmed">Then we go on where you were. Your cart comes along.</Text>
        )}
        {attempt.isError && !fieldsRefused && <Trouble error={attempt.error} />}
        {children}
        <Button type="submit" size="md" loading={attempt.isPending}>
          {action}
        </Button>
        <Text size="sm" c="dimmed">
          {other.question}{' '}
          <Anchor
            component={Link}
            to={{ pathname: other.path, search: parameters.toString() }}
            size="sm"
            underline="always"
          >
            {other.label}
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
