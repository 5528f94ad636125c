import type { Principal } from '@app/auth';
import type { Session } from '@app/session';
import '../../session-data.js';
import type { Account } from './user-accounts.js';

/** What a session keeps of an account, so that pages can show it without a query. */
export type SessionProfile = Pick<Account, 'id' | 'email' | 'name'>;

/** Keeps the account in the session. It is stored with the next operation or with the response. */
export function keepProfile(session: Session, { id, email, name }: SessionProfile): void {
  session.profile = { id, email, name };
}

/** Returns what the caller's session keeps of their account, undefined for an API client and for a session without it. */
export function keptProfile({ userId, via }: Principal, request: { readonly session: Session }) {
  // A Bearer request has no session, or that of an unrelated cookie.
  if (via === 'bearer') return undefined;
  const { profile } = request.session;
  return profile?.id === userId ? profile : undefined;
}
