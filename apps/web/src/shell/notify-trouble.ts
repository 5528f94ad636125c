import { notifications } from '@mantine/notifications';
import { explain } from './explain';

/** Tells in a notice what went wrong, for what has no place of its own on the page. */
export function notifyTrouble(error: unknown): void {
  const { title, detail } = explain(error);
  notifications.show({ title, message: detail, color: 'red' });
}
