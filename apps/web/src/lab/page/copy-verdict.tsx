import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { Verdict } from './verdict';
import { verdictMarkdown } from './verdict-markdown';

/** Copies a verdict as Markdown. */
export function CopyVerdict({ verdict }: { verdict: Verdict }) {
  const { copy, copied } = useClipboard();
  return (
    <Button size="compact-xs" variant="subtle" onClick={() => copy(verdictMarkdown(verdict))}>
      {copied ? 'Copied' : 'Copy as Markdown'}
    </Button>
  );
}
