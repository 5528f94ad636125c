import { PasswordInput, TextInput } from '@mantine/core';
import { ApiProblem } from '../api/problem';
import { usePageTitle } from '../shell/use-page-title';
import { AccountForm } from './account-form';
import { signUp, useSignIn } from './use-sign-in';

/** For new customers, who are signed in by it. */
export function SignUpPage() {
  usePageTitle('Create account');
  const attempt = useSignIn(signUp);
  const refused = attempt.error instanceof ApiProblem ? attempt.error : undefined;
  return (
    <AccountForm
      title="Create account"
      action="Create account"
      attempt={attempt}
      other={{ question: 'Already have an account?', label: 'Sign in', path: '/sign-in' }}
    >
      {(problems) => (
        <>
          <TextInput
            name="name"
            label="Name"
            autoComplete="name"
            required
            error={problems['name'] ?? refused?.about('name')}
          />
          <TextInput
            name="email"
            type="email"
            label="Email"
            autoComplete="email"
            required
            error={problems['email'] ?? refused?.about('email')}
          />
          <PasswordInput
            name="password"
            label="Password"
            description="At least 8 characters"
            autoComplete="new-password"
            minLength={8}
            required
            error={problems['password'] ?? refused?.about('password')}
          />
        </>
      )}
    </AccountForm>
  );
}
