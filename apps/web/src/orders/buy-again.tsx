import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Order } from '../api/types';
import { cartQuery, sendChange } from '../cart/cart.queries';
import { notifyTrouble } from '../shell/notify-trouble';

/** Puts what was ordered into the cart again, as far as it is in stock, and shows the cart. */
export function BuyAgain({ order }: { order: Order }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const again = useMutation({
    async mutationFn() {
      const missing: string[] = [];
      for (const { sku, name, quantity } of order.items) {
        await sendChange({ kind: 'add', sku, quantity }).catch(() => missing.push(name));
      }
      if (missing.length === order.items.length) throw new Error('Nothing of the order could be added.');
      return missing;
    },
    async onSuccess(missing) {
      if (missing.length > 0)
        notifications.show({ title: 'Not available now', message: missing.join(', '), color: 'yellow' });
      await queries.invalidateQueries(cartQuery);
      await navigate('/cart');
    },
    onError: notifyTrouble,
  });
  return (
    <Button variant="light" mt="xl" loading={again.isPending} onClick={() => again.mutate()}>
      Buy again
    </Button>
  );
}
