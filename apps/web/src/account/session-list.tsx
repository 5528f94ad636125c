import { Badge, Button } from '@mantine/core';
import { IconDeviceLaptop, IconDeviceMobile, IconKey } from '@tabler/icons-react';
import type { ListedSession } from '../api/types';
import { moment } from '../shell/moment';
import classes from './session-list.module.css';

/** Devices that are held in a hand, by their names. */
const HANDHELD = /iPhone|iPad|iOS|Android/;

interface SessionListProps {
  sessions: readonly ListedSession[];
  /** The id of the one that is being ended. */
  ending?: string;
  onEnd: (id: string) => void;
}

/** Sessions, each with its device, its times, and an end to it. The one of this browser is ended by signing out. */
export function SessionList({ sessions, ending, onEnd }: SessionListProps) {
  return (
    <ul className={classes.sessions}>
      {sessions.map(({ id, kind, device, createdAt, lastSeenAt, replica, current }) => {
        const Icon = kind === 'token' ? IconKey : HANDHELD.test(device) ? IconDeviceMobile : IconDeviceLaptop;
        return (
          <li key={id} className={classes.session}>
            <Icon aria-hidden size={24} stroke={1.5} className={classes.icon} />
            <div className={classes.words}>
              <strong>{device}</strong>
              <span className={classes.detail}>
                Since {moment(createdAt)}, last seen {moment(lastSeenAt)}
                {replica && ` by ${replica}`}
              </span>
            </div>
            {current ? (
              <Badge variant="light">this device</Badge>
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`End the session of ${device}`}
                disabled={ending === id}
                onClick={() => onEnd(id)}
              >
                End
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
