import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { notifyTrouble } from '../shell/notify-trouble';

/** Changes the price and the stock of a good. What the server refuses is told in a notice, and nothing changes. */
export function useProductChange(sku: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { price: number; stock: number }) =>
      take(api.PATCH('/api/admin/products/{sku}', { params: { path: { sku } }, body })),
    async onSuccess({ name }) {
      notifications.show({ message: `${name} was saved.` });
      await Promise.all(
        [['admin', 'products'], ['products'], ['product'], ['cart']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
    onError: notifyTrouble,
  });
}
