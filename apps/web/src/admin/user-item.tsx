import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import type { ListedUser } from '../api/types';
import { moment } from '../shell/moment';
import { UserSessions } from './user-sessions';
import classes from './users-page.module.css';

/** One account; their sessions are looked up when they are asked for. */
export function UserItem({ user }: { user: ListedUser }) {
  const [open, setOpen] = useState(false);
  const { id, name, email, roles, createdAt, orders } = user;
  return (
    <li className={classes.person}>
      <div className={classes.head}>
        <div>
          <strong>{name}</strong> {roles.includes('admin') && <Badge variant="light">admin</Badge>}
          <span className={classes.detail}>{email}</span>
          <span className={classes.detail}>
            Since {moment(createdAt)}, {orders === 1 ? '1 order' : `${orders} orders`}
          </span>
        </div>
        <Button
          variant="default"
          size="xs"
          aria-expanded={open}
          aria-label={`Sessions of ${name}, ${email}`}
          onClick={() => setOpen(!open)}
        >
          Sessions
        </Button>
      </div>
      {open && <UserSessions id={id} name={name} />}
    </li>
  );
}
