import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ApiProblem } from '../api/problem';
import { Trouble } from '../shell/trouble';
import { useFieldProblems, type FieldProblems } from '../shell/use-field-problems';
import classes from './account-form.module.css';

interface AccountFormProps<Form> {
  title: string;
  action: string;
  attempt: UseMutationResult<unknown, Error, Form>;
  /** The other of the two forms. */
  other: { question: string; label: string; path: string };
  /** The fields, given what is wrong with each. */
  children: (problems: FieldProblems) => ReactNode;
}

/** The frame that signing in and signing up share. */
export function AccountForm<Form>({ title, action, attempt, other, children }: AccountFormProps<Form>) {
  const [parameters] = useSearchParams();
  const fields = useFieldProblems();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!fields.check(event.currentTarget)) return;
    attempt.mutate(Object.fromEntries(new FormData(event.currentTarget)) as Form);
  }
  const fieldsRefused = attempt.error instanceof ApiProblem && attempt.error.errors.length > 0;
  return (
    <form className={classes.form} onSubmit={submit} onChange={fields.forget} noValidate>
      <Stack gap="md">
        <Title order={1}>{title}</Title>
        {parameters.has('next') && (
          <Text c="dimmed">We’ll take you back to where you were. Your cart comes with you.</Text>
        )}
        {attempt.isError && !fieldsRefused && <Trouble error={attempt.error} />}
        {children(fields.problems)}
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
