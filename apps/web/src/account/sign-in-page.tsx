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
      other={{ question: 'New here?', label: 'Create account', path: '/sign-up' }}
    >
      {({ email, password }) => (
        <>
          <TextInput name="email" type="email" label="Email" autoComplete="email" required error={email} />
          <PasswordInput
            name="password"
            label="Password"
            autoComplete="current-password"
            required
            error={password}
          />
        </>
      )}
    </AccountForm>
  );
}
