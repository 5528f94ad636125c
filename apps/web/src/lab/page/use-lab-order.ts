import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { explain } from '../../shell/explain';
import { NotSeenError } from '../feed/telemetry-feed';

/** Gives an order to the cluster, and tells why where it was refused. */
export function useLabOrder<Order = void>(give: (order: Order) => Promise<unknown>) {
  return useMutation({
    mutationFn: give,
    onError(error) {
      // Shown where the run was started.
      if (error instanceof NotSeenError) return;
      const { title, detail } = explain(error);
      notifications.show({ title, message: detail, color: 'red' });
    },
  });
}
