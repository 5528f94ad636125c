import { mayLoadAgain } from './may-load-again';
import { router } from './router';

/**
 * Replicas are replaced while pages are open. An old page may then ask for a part of itself that no replica has any more:
 * it is loaded again, at the address that the visitor was on the way to. Where that does not help the error page is drawn.
 */
export function followNewReleases(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if (!mayLoadAgain(sessionStorage, Date.now())) return;
    event.preventDefault();
    const target = router.state.navigation.location;
    if (target) window.location.assign(router.createHref(target));
    else window.location.reload();
  });
}
