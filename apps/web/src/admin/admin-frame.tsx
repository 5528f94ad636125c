import { Title } from '@mantine/core';
import { NavLink, Outlet } from 'react-router';
import { CustomerOnly } from '../account/customer-only';
import { Message } from '../shell/message';
import { usePageTitle } from '../shell/use-page-title';
import classes from './admin-frame.module.css';

const PARTS = [
  { path: '/admin', label: 'Products' },
  { path: '/admin/orders', label: 'Orders' },
  { path: '/admin/users', label: 'People' },
];

/** What the pages of the back room share. The server lets nobody else in; this page only says so. */
export function AdminFrame() {
  usePageTitle('Run the market');
  return (
    <CustomerOnly>
      {({ roles }) =>
        roles.includes('admin') ? (
          <>
            <Title order={1}>Run the market</Title>
            <nav aria-label="Parts of the back room" className={classes.parts}>
              {PARTS.map(({ path, label }) => (
                <NavLink key={path} to={path} end className={classes.part}>
                  {label}
                </NavLink>
              ))}
            </nav>
            <Outlet />
          </>
        ) : (
          <Message
            title="This page is for administrators"
            detail="Sign in with the admin’s account: the demo prints its password when it starts."
          />
        )
      }
    </CustomerOnly>
  );
}
