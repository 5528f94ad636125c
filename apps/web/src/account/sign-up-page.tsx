import { PasswordInput, TextInput } from '@mantine/core';
import { ApiProblem } from '../api/problem';
import { usePageTitle } from '../shell/use-page-title';
import { AccountForm } from './account-form';
import { signUp, useSignIn } from './use-sign-in';

/** For new customers, who are signed in by it. */
export function SignUpPage() {
  usePageTitle('Make an account');
  const attempt = useSignIn(signUp);
  const refused = attempt.error instanceof ApiProblem ? attempt.error : undefined;
  return (
    <AccountForm
      title="Make an account"
      action="Make the account"
      attempt={attempt}
      other={{ question: 'Been here before?', label: 'Sign in', path: '/sign-in' }}
    >
      <TextInput name="name" label="Name" autoComplete="name" required error={refused?.about('name')} />
      <TextInput
        name="email"
        type="email"
        label="Email"
        autoComplete="email"
        required
        error={refused?.about('email')}
      />
      <PasswordInput
        name="password"
        label="Password"
        description="8 characters or more"
        autoComplete="new-password"
        minLength={8}
        required
        error={refused?.about('password')}
      />
    </AccountForm>
  );
}
