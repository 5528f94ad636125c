import { Alert, Button } from '@mantine/core';
import { explain } from './explain';

/** Says what went wrong, and offers another try where that may help. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail } = explain(error);
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {detail}
      {onRetry && (
        <Button variant="subtle" color="red" size="compact-sm" ml="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
