/** What a transport (Fastify, Express) may be told. */
export interface SessionTransportOptions {
  /** Which paths have a session; others (assets, probes) never touch the store. Default: all. */
  readonly paths?: (path: string) => boolean;
  /** What to remember of the device when a session begins: shown in a user's list of sessions. Sealed like the data. */
  readonly device?: (
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ) => Readonly<Record<string, string>>;
}
