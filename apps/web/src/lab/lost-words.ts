import { presetOf, type Mode, type State } from './modes';

/** What is known of a cart that was lost. */
export interface LostCart {
  mode: Mode;
  /** The replica that answered while the cart was there, and the one that answers now. */
  before: string | undefined;
  now: string | undefined;
}

const STORES: Partial<Record<State, string>> = {
  redis: 'Redis',
  near: 'Redis',
  memcached: 'Memcached',
  postgres: 'Postgres',
};

/** Why a cart was lost, by what its mode depends on. */
export function lostWords({ mode, before, now }: LostCart): { title: string; message: string } {
  if (presetOf(mode) === 'broken') {
    return {
      title: 'Your cart was on another replica',
      message: `${now ?? 'The replica that answered now'} has never seen it. Sticky or External would have kept it.`,
    };
  }
  if (mode.state === 'memory') {
    const held = before ?? 'The replica that held it';
    return {
      title: 'Your cart is lost',
      message:
        before === now
          ? `${held} restarted, and its memory is empty. External would have kept your cart.`
          : `It was in the memory of ${held}, which stopped answering. ${now ?? 'Another replica'} took over without it. External would have kept it.`,
    };
  }
  if (mode.state === 'token') {
    return {
      title: 'A change of your cart is lost',
      message:
        'Two changes were made at the same time. Your cart is in a cookie, and the cookie of the later answer replaced the other one. External keeps both.',
    };
  }
  return {
    title: 'Your cart is lost',
    message: `${STORES[mode.state]} no longer has your session: it expired, or was dropped.`,
  };
}
