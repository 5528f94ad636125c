import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Message } from './message';

/** For an address that leads nowhere. */
export function LostPage() {
  return (
    <Message title="Page not found" detail="It may have moved or never existed.">
      <Button component={Link} to="/" variant="light">
        Go to the home page
      </Button>
    </Message>
  );
}
