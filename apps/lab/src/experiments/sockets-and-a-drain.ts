import { setTimeout as delay } from 'node:timers/promises';
import { Tab } from '../client/tab.js';
import { Visitor } from '../client/visitor.js';
import { addressOf } from '../crowd/crowd.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import { chooseRouting } from './choose-routing.js';

/** What became of open sockets when one replica was told to stop. */
export interface DrainedSockets {
  readonly sockets: number;
  /** Those that were on that replica. */
  readonly onIt: number;
  /** Those of them that connected again, to another one. */
  readonly cameBack: number;
  /** Those on the other replicas that lost their connection too. */
  readonly othersCut: number;
  /** The longest time between the end of a connection and the next welcome, in ms. */
  readonly longestAwayMs: number;
  /** Those that heard of a change of their cart afterwards. */
  readonly followedOn: number;
}

/** How long all sockets may take to be settled again, in ms: a stop takes 8 s, a balancer's old worker 5 s after its reload. */
const SETTLE_MS = 10_000;

/** Opens sockets with the routing `any`, drains a replica, and watches until all is quiet. */
export async function drained(laboratory: Laboratory, cluster: LabCluster): Promise<DrainedSockets> {
  const followers = await Promise.all(
    Array.from({ length: laboratory.length(30, 9) }, (_, place) => Follower.open(cluster, place)),
  );
  try {
    const { id, pid } = cluster.replicas.at(-1)!;
    const onIt = followers.filter(({ first }) => first === id);
    const others = followers.filter(({ first }) => first !== id);
    cluster.kill(id, 'SIGTERM');
    await Promise.all(onIt.map(({ tab }) => tab.until(() => tab.welcomes.length > 1, 2 * SETTLE_MS)));
    // The replica that takes its place is another change of the list: balancers reload, and cut sockets, once more.
    while (cluster.replicas.some((replica) => replica.pid === pid)) await delay(100);
    await delay(SETTLE_MS);
    await Promise.all(followers.map(({ tab }) => tab.until(() => tab.socket.connected, SETTLE_MS)));
    const heard = await Promise.all(followers.map((follower) => follower.hearsOfAChange()));
    return {
      sockets: followers.length,
      onIt: onIt.length,
      cameBack: onIt.filter(({ tab }) => tab.socket.connected && tab.welcomes.length > 1).length,
      othersCut: others.filter(({ tab }) => tab.endings.length > 0).length,
      longestAwayMs: Math.max(0, ...followers.map(({ longestAwayMs }) => longestAwayMs)),
      followedOn: heard.filter(Boolean).length,
    };
  } finally {
    for (const { tab } of followers) tab.close();
  }
}

/** A visitor with something in the cart, and a tab that follows it. */
class Follower {
  longestAwayMs = 0;
  private lostAt = 0;

  private constructor(
    readonly visitor: Visitor,
    readonly tab: Tab,
  ) {
    tab.socket.on('disconnect', () => (this.lostAt = performance.now()));
    tab.socket.on('welcome', () => {
      if (this.lostAt > 0) this.longestAwayMs = Math.max(this.longestAwayMs, performance.now() - this.lostAt);
    });
  }

  static async open(cluster: LabCluster, place: number): Promise<Follower> {
    const visitor = new Visitor(cluster.crowd ?? cluster.url, { 'x-forwarded-for': addressOf(place) });
    await chooseRouting(visitor, 'any');
    await add(visitor);
    // As the pages do: an attempt after 0 to 1.4 s, so that not all of them come at once.
    const backOff = { reconnectionDelay: 700, randomizationFactor: 1 };
    return new Follower(visitor, await Tab.welcome(visitor, backOff));
  }

  get first(): string {
    return this.tab.welcomes[0]!.replica;
  }

  async hearsOfAChange(): Promise<boolean> {
    const before = this.tab.messages('cart').length;
    await add(this.visitor);
    return this.tab
      .until(() => this.tab.messages('cart').length > before, 3000)
      .then(
        () => true,
        () => false,
      );
  }
}

async function add(visitor: Visitor): Promise<void> {
  const answer = await visitor.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
  await answer.arrayBuffer();
}
