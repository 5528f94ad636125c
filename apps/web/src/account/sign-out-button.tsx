import { Button } from '@mantine/core';
import { IconLogout2 } from '@tabler/icons-react';
import { useSignOut } from './use-sign-out';

/** Signs out of this device. */
export function SignOutButton() {
  const signOut = useSignOut();
  return (
    <Button
      variant="default"
      leftSection={<IconLogout2 aria-hidden size={18} stroke={1.7} />}
      loading={signOut.isPending}
      onClick={() => signOut.mutate('here')}
    >
      Sign out
    </Button>
  );
}
