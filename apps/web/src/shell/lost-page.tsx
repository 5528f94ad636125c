import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Message } from './message';

/** For an address that leads nowhere. */
export function LostPage() {
  return (
    <Message title="There is nothing at this address" detail="It may have moved, or it never was.">
      <Button component={Link} to="/" variant="light">
        To the market
      </Button>
    </Message>
  );
}
