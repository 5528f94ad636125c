import { IconLogin2, IconLogout2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { customerQuery } from './account.queries';
import { useSignOut } from './use-sign-out';

interface AccountLinksProps {
  className?: string;
  /** For the words beside the icons, which narrow screens hide. */
  wordClassName?: string;
}

/** The way in for guests, the way out for customers. */
export function AccountLinks({ className, wordClassName }: AccountLinksProps) {
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
    <button
      type="button"
      className={className}
      title={`Signed in as ${customer.name}`}
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      <IconLogout2 aria-hidden size={20} stroke={1.7} />
      <span className={wordClassName}>Sign out</span>
    </button>
  );
}
