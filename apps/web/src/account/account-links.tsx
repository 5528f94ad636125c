import { IconLogin2, IconLogout2, IconSettings2, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { customerQuery } from './account.queries';
import { useSignOut } from './use-sign-out';

interface AccountLinksProps {
  className?: string;
  /** For the words beside the icons, which narrow screens hide. */
  wordClassName?: string;
  /** For what narrow screens have no room for. */
  wideClassName?: string;
}

/** The way in for guests; for customers their account and the way out, for the admin also the back room. */
export function AccountLinks({ className, wordClassName, wideClassName = '' }: AccountLinksProps) {
  const { data: customer } = useQuery(customerQuery);
  const signOut = useSignOut();
  if (!customer) {
    return (
      <Link to="/sign-in" className={className}>
        <IconLogin2 aria-hidden size={20} stroke={1.7} />
        <span className={wordClassName}>Sign in</span>
      </Link>
    );
  }
  return (
    <>
      {customer.roles.includes('admin') && (
        <Link to="/admin" className={`${className} ${wideClassName}`}>
          <IconSettings2 aria-hidden size={20} stroke={1.7} />
          <span className={wordClassName}>Admin</span>
        </Link>
      )}
      <Link to="/account" className={className} title={`Signed in as ${customer.name}`}>
        <IconUser aria-hidden size={20} stroke={1.7} />
        <span className={wordClassName}>Account</span>
      </Link>
      <button
        type="button"
        className={`${className} ${wideClassName}`}
        title="Sign out"
        disabled={signOut.isPending}
        onClick={() => signOut.mutate('here')}
      >
        <IconLogout2 aria-hidden size={20} stroke={1.7} />
        <span className={wordClassName}>Sign out</span>
      </button>
    </>
  );
}
