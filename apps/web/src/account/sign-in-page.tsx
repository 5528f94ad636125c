import { PasswordInput, TextInput } from '@mantine/core';
import { usePageTitle } from '../shell/use-page-title';
import { AccountForm } from './account-form';
import { signIn, useSignIn } from './use-sign-in';

/** For customers who come back. */
export function SignInPage() {
  usePageTitle('Sign in');
  const attempt = useSignIn(signIn);
  return (
    <AccountForm
      title="Sign in"
      action="Sign in"
      attempt={attempt}
      other={{ question: 'First time here?', label: 'Make an account', path: '/sign-up' }}
    >
      <TextInput name="email" type="email" label="Email" autoComplete="email" required />
      <PasswordInput name="password" label="Password" autoComplete="current-password" required />
    </AccountForm>
  );
}
