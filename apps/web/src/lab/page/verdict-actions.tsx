import { Button, Group } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Link } from 'react-router';
import type { Verdict } from './verdict';
import { linkToVerdict } from './verdict-link';
import { verdictMarkdown } from './verdict-markdown';

/** What can be done with a verdict: copy it as Markdown, download it, or open the same experiment by its link. */
export function VerdictActions({ verdict }: { verdict: Verdict }) {
  const { copy, copied } = useClipboard();
  const link = linkToVerdict(verdict);
  return (
    <Group gap={4} mt={4}>
      <Button size="compact-xs" variant="subtle" onClick={() => copy(verdictMarkdown(verdict))}>
        {copied ? 'Copied' : 'Copy as Markdown'}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => download(verdict)}>
        Download
      </Button>
      {link && (
        <Button size="compact-xs" variant="subtle" component={Link} to={`/lab?${link}`}>
          Link to this experiment
        </Button>
      )}
    </Group>
  );
}

function download(verdict: Verdict): void {
  const file = new Blob([verdictMarkdown(verdict)], { type: 'text/markdown' });
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: `verdict-${verdict.id}.md` }).click();
  URL.revokeObjectURL(url);
}
