import type { Socket } from 'node:net';
import { setImmediate as afterPendingIo } from 'node:timers/promises';
import { RequestTimeoutException } from '@nestjs/common';

/** The part of a request that shows whether its client still waits for the answer. */
export interface ConnectedRequest {
  readonly raw: { readonly socket: Socket };
}

/** 408 that no client reads: the connection was closed before the request changed anything. */
export class ClientGoneError extends RequestTimeoutException {
  constructor() {
    super({
      title: 'Client gone',
      detail: 'The connection was closed before anything was changed: send the request again.',
    });
  }
}

/**
 * Refuses a request whose client has hung up. Call it last before the first change: a replica that was paused gets to its
 * requests long after the balancer gave them up, and by then the client has been answered by another replica.
 *
 * @throws ClientGoneError
 */
export async function refuseIfClientGone({ raw: { socket } }: ConnectedRequest): Promise<void> {
  // After a pause the request and the end of its connection arrive together, and the request is read first.
  await afterPendingIo();
  if (socket.destroyed || socket.readableEnded) throw new ClientGoneError();
}
