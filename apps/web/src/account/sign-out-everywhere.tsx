import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useSignOut } from './use-sign-out';

/** Signs out of all devices, once the visitor has confirmed it. */
export function SignOutEverywhere() {
  const [asked, setAsked] = useState(false);
  const signOut = useSignOut();
  if (!asked) {
    return (
      <Button variant="light" color="red" size="sm" onClick={() => setAsked(true)}>
        Sign out everywhere
      </Button>
    );
  }
  return (
    <Group gap="xs" role="group" aria-label="Sign out everywhere">
      <Text size="sm">Sign out of all your devices, this one included?</Text>
      <Button
        color="red"
        size="sm"
        loading={signOut.isPending}
        onClick={() => signOut.mutate('everywhere')}
        autoFocus
      >
        Sign out
      </Button>
      <Button variant="default" size="sm" onClick={() => setAsked(false)}>
        Cancel
      </Button>
    </Group>
  );
}
