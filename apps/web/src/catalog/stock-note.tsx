import { Text } from '@mantine/core';

/** Below this the shopper is told how many are left. */
const FEW = 10;

/** Says whether there is enough, in words. */
export function StockNote({ stock }: { stock: number }) {
  if (stock === 0) return <Text c="dimmed">Sold out. It comes back with the next delivery.</Text>;
  if (stock < FEW) return <Text fw={600}>Only {stock} left.</Text>;
  return <Text c="dimmed">In stock.</Text>;
}
