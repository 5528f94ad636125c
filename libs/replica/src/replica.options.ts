/** What a replica must be told about itself. */
export interface ReplicaOptions {
  /** Its name, unique in the cluster: sent as `X-Served-By` on every response. */
  readonly id: string;
  /** How long it keeps serving after SIGTERM while balancers take it off their list, in seconds. Default 4. */
  readonly delistSeconds?: number;
  /** How long a stop may take altogether, in seconds: what is not done by then is cut off. Default 8. */
  readonly stopSeconds?: number;
}
