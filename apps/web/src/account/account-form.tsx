import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ApiProblem } from '../api/problem';
import { Trouble } from '../shell/trouble';
import classes from './account-form.module.css';
import type { Credentials, useSignIn } from './use-sign-in';

interface AccountFormProps {
  title: string;
  action: string;
  signIn: ReturnType<typeof useSignIn>;
  /** The other of the two forms. */
  other: { question: string; label: string; path: string };
  /** The fields. */
  children: ReactNode;
}

/** The frame that signing in and signing up share. */
export function AccountForm({ title, action, signIn, other, children }: AccountFormProps) {
  const [parameters] = useSearchParams();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    signIn.mutate(Object.fromEntries(new FormData(event.currentTarget)) as unknown as Credentials);
  }
  const fieldsRefused = signIn.error instanceof ApiProblem && signIn.error.errors.length > 0;
  return (
    <form className={classes.form} onSubmit={submit}>
      <Stack gap="md">
        <Title order={1}>{title}</Title>
        {parameters.has('next') && (
          <Text c="dimmed">Then we go on where you were. Your cart comes along.</Text>
        )}
        {signIn.isError && !fieldsRefused && <Trouble error={signIn.error} />}
        {children}
        <Button type="submit" size="md" loading={signIn.isPending}>
          {action}
        </Button>
        <Text size="sm" c="dimmed">
          {other.question}{' '}
          <Anchor component={Link} to={{ pathname: other.path, search: parameters.toString() }} size="sm">
            {other.label}
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
