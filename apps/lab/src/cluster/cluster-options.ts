import type { Routing } from '../balancer/routing.js';

/** Where a session may live; the shop's settings say what each one means. */
export const STATES = ['memory', 'redis', 'near', 'memcached', 'postgres', 'token'] as const;

/** One of STATES. */
export type State = (typeof STATES)[number];

/** The stores of a cluster that other programs run. */
export interface StoreUrls {
  databaseUrl: string;
  redisUrl: string;
  memcachedUrl: string;
}

/** What to start: see `startCluster`. */
export interface ClusterOptions {
  /** The port of the first balancer, the next one for the second; 0 takes free ones. */
  port?: number;
  /** How many replicas. */
  replicas?: number;
  /** How many balancers, 1 or 2. */
  balancers?: number;
  /** Whether the balancers speak TLS, with a certificate made on the first start. */
  tls?: boolean;
  /** How many requests a second a balancer takes from one address; at once, twice as many. */
  requestsPerSecond?: number;
  /** How visitors who have not chosen are routed, and where their sessions live. */
  routing?: Routing;
  state?: State;
  /** Whether visitors may choose, and break replicas. */
  lab?: boolean;
  /** Everything that is kept goes here; without one, into a temporary directory that `stop` removes. */
  dataDirectory?: string;
  /** The environment that replicas inherit; what the launcher decides overrides it. */
  environment?: NodeJS.ProcessEnv;
  /** Stores that run already and are ready to use, instead of own ones. */
  services?: StoreUrls;
  /** A Postgres of the user's, instead of an own one: migrated and seeded like the own one. */
  databaseUrl?: string;
  /** A Redis of the user's, instead of an own one. */
  redisUrl?: string;
  /** What a replica is started with, after `node`; the built shop unless a test says otherwise. */
  replicaCommand?: readonly string[];
  /** Aborted where a start is to be given up: what runs by then is ended, and `startCluster` throws. */
  signal?: AbortSignal;
  /** Told what happens, a line at a time. */
  onProgress?: (line: string) => void;
}
