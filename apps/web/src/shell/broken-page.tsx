import { Button } from '@mantine/core';
import { Message } from './message';

/** For a page that failed to load or to draw. */
export function BrokenPage() {
  return (
    <Message
      title="Something went wrong"
      detail="A part of this page did not load. Reload it, or try again in a moment."
    >
      <Button variant="light" onClick={() => window.location.reload()}>
        Reload the page
      </Button>
    </Message>
  );
}
