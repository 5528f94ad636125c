import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ROUTE_PREFIX_HERE, routePrefix } from '../api/base-path';
import { notifyTrouble } from '../shell/notify-trouble';
import { changeMode, modeQuery } from './lab.queries';
import { LOST_CART } from './use-lost-cart-notice';

/** What the bar's controls need of {@link useChangeMode}. */
export type ChangeMode = ReturnType<typeof useChangeMode>;

/** Sets the mode, then looks at everything afresh through it. */
export function useChangeMode() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: changeMode,
    async onSuccess(mode) {
      // What was said of the mode before would now be read as this one's.
      notifications.clean();
      queries.setQueryData(modeQuery.queryKey, mode);
      if (!mode.carried) tellLeftBehind();
      if (follow(mode.location)) return;
      await queries.invalidateQueries({ predicate: ({ queryKey }) => !isStill(queryKey) });
    },
    onError: notifyTrouble,
  });
}

/** Loads the page under its new prefix, where the routing by URL begins or ends. */
function follow(location: string): boolean {
  const prefix = routePrefix(location);
  if (prefix === ROUTE_PREFIX_HERE) return false;
  const { pathname, search } = window.location;
  window.location.assign(`${prefix}${pathname.slice(ROUTE_PREFIX_HERE.length) || '/'}${search}`);
  return true;
}

/** The goods, and the mode that was just answered, are the same in every mode. */
function isStill([first, second]: readonly unknown[]): boolean {
  return first === 'products' || first === 'product' || (first === 'lab' && second === 'mode');
}

function tellLeftBehind(): void {
  notifications.show({
    id: LOST_CART,
    title: 'Your cart stayed behind',
    message: 'It was in the memory of another replica, so the new mode starts with an empty cart.',
    color: 'yellow',
  });
}
