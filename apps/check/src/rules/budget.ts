import { acknowledged } from '../application/browser.js';
import { OPERATIONS } from '../application/config.js';
import type { SequenceRule } from './rule.js';

/** What each operation costs at the store. It is reported, and compared with the budget if the config has one. */
export const budget: SequenceRule = {
  id: 'budget',
  says: 'Each operation stays within its budget of round trips to the store.',
  why: 'Each round trip adds its latency to every request, and its load to the one component that all replicas share.',
  needs: [],
  async check(scene) {
    const { operations, budget } = scene.config;
    const [gate] = scene.stage.gates;
    if (!gate || scene.config.store === 'none') return undefined;
    const user = scene.user('ada');
    const ada = scene.browser('ada');
    if (operations.login) await scene.must(ada, 'login', { ...user });
    let over: string | undefined;
    // The logouts come last: what the others cost is the cost with a session.
    const order = [...OPERATIONS].sort(
      (a, b) => Number(a.startsWith('logout')) - Number(b.startsWith('logout')),
    );
    for (const operation of order.filter((each) => operations[each])) {
      await gate.quiet();
      gate.start();
      const reply = await ada.send(operation, { ...user, key: 'a', value: scene.value('milk') });
      await gate.quiet();
      const { trips, bytes } = gate;
      gate.finish();
      if (!acknowledged(reply)) continue;
      scene.note(`${operation}: ${trips} round ${trips === 1 ? 'trip' : 'trips'}, ${bytes} bytes`);
      const allowed = budget[operation];
      if (allowed !== undefined && trips > allowed)
        over ??= `"${operation}" needs ${trips} round trips; its budget is ${allowed}.`;
    }
    return over;
  },
};
