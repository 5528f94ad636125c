import '@mantine/core/styles/Notification.css';
import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** Where notices appear. Not part of the first load: there is none to show yet. */
export function Notices() {
  return <Notifications position="top-right" limit={3} containerWidth={380} className="notices" />;
}
