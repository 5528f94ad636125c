import { Skeleton, Text } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { MoreButton } from '../shell/more-button';
import { Trouble } from '../shell/trouble';

interface MoreRowsProps {
  rows: Pick<
    UseInfiniteQueryResult,
    'error' | 'refetch' | 'isPending' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  /** How many are shown. */
  count: number;
}

/** What stands below a table: that rows are on their way, that there are none, or more of them. */
export function MoreRows({ rows, count }: MoreRowsProps) {
  if (rows.error) return <Trouble error={rows.error} onRetry={() => void rows.refetch()} />;
  if (rows.isPending) return <Skeleton height={200} radius="md" />;
  if (count === 0) return <Text c="dimmed">Nothing fits.</Text>;
  return <MoreButton list={rows} mt="md" />;
}
