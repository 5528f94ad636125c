import { Button } from '@mantine/core';
import { Message } from './message';

/** For a page that failed to load or to draw. */
export function BrokenPage() {
  return (
    <Message
      title="This page stumbled"
      detail="A part of it did not load, or it met something it did not expect."
    >
      <Button variant="light" onClick={() => window.location.reload()}>
        Load it again
      </Button>
    </Message>
  );
}
