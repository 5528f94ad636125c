import { Anchor, Group, Title } from '@mantine/core';
import { Link } from 'react-router';
import { usePageTitle } from '../shell/use-page-title';
import classes from './account-page.module.css';
import { CustomerOnly } from './customer-only';
import { MySessions } from './my-sessions';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { SignOutButton } from './sign-out-button';

/** Who I am, my password, and where I am signed in. */
export function AccountPage() {
  usePageTitle('Account');
  return (
    <CustomerOnly>
      {(customer) => (
        <div className={classes.page}>
          <Group justify="space-between" mb="lg">
            <Title order={1}>Your account</Title>
            <SignOutButton />
          </Group>
          <Group gap="lg" mb="xl">
            <Anchor component={Link} to="/orders">
              Your orders
            </Anchor>
            {customer.roles.includes('admin') && (
              <Anchor component={Link} to="/admin">
                Run the market
              </Anchor>
            )}
          </Group>
          <div className={classes.columns}>
            <ProfileForm customer={customer} />
            <PasswordForm customer={customer} />
          </div>
          <MySessions />
        </div>
      )}
    </CustomerOnly>
  );
}
