import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { explain } from '../../shell/explain';

/** Gives an order to the cluster, and tells why where it was refused. */
export function useLabOrder<Order = void>(give: (order: Order) => Promise<unknown>) {
  return useMutation({
    mutationFn: give,
    onError(error) {
      const { title, detail } = explain(error);
      notifications.show({ title, message: detail, color: 'red' });
    },
  });
}
