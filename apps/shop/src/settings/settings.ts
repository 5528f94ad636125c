import type { AuthKey } from './auth-keys.schema.js';
import type { SessionKey } from './session-keys.schema.js';
import type { Routing, State } from './settings.schema.js';

/** What a replica was told by its environment: validated, complete, and the same for its whole life. */
export class Settings {
  /** Address to listen on. */
  readonly host!: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port!: number;
  /** Name of this replica, as in `X-Served-By`. */
  readonly replicaId!: string;
  /** About how many replicas there are. */
  readonly replicaCount!: number;
  /** Suffix of every cookie name. */
  readonly clusterId!: string;
  readonly databaseUrl!: string;
  readonly redisUrl!: string;
  readonly memcachedUrl!: string;
  /** The first key encrypts, all of them decrypt. */
  readonly sessionKeys!: readonly SessionKey[];
  /** The first key signs, all of them verify. */
  readonly authKeys!: readonly AuthKey[];
  readonly sessionIdleSeconds!: number;
  readonly sessionAbsoluteSeconds!: number;
  readonly affinitySeconds!: number;
  /** Routing of a visitor who has not chosen. */
  readonly routing!: Routing;
  /** State of a visitor who has not chosen. */
  readonly state!: State;
  /** Whether visitors may switch modes and break replicas. */
  readonly lab!: boolean;
  /** Lets scripts call the lab's fault routes. */
  readonly labToken!: string;
  /** Socket of the launcher, where one runs this replica. */
  readonly labControl?: string;
  /** Where the lab finds the other replicas: `file:<path>` or `dns:<name>:<port>`. */
  readonly replicas?: string;
  /** What one address may do; an IPv6 address counts by its /64. */
  readonly limits!: {
    /** Wrong passwords and registrations a minute, on all replicas together. */
    readonly loginsPerMinute: number;
    /** Sessions that guests begin a minute, on all replicas together. */
    readonly guestSessionsPerMinute: number;
    /** Event streams and sockets open at once on this replica. */
    readonly streams: number;
  };
  /** Origins that may send unsafe requests besides the shop's own. */
  readonly publicOrigins!: readonly string[];
  /** How long a stopping replica keeps serving while balancers delist it. */
  readonly drainSeconds!: number;
  /** Folder of the built pages, where it is not the default. */
  readonly webRoot?: string;
  readonly production!: boolean;
  readonly logLevel!: string;

  constructor(values: Readonly<Settings>) {
    Object.assign(this, values);
  }
}
