import { HttpException, HttpStatus } from '@nestjs/common';

/** 429: one address begins more guest sessions than it may. */
export class TooManyGuestsError extends HttpException {
  /** @param retryAfterSeconds belongs into `Retry-After` */
  constructor(readonly retryAfterSeconds: number) {
    super(
      {
        title: 'Too many new visitors',
        detail: `Your network has started too many carts. Try again in ${retryAfterSeconds} seconds.`,
      },
      HttpStatus.TOO_MANY_REQUESTS,
    );
  }
}

/** 429: one address holds as many event streams and sockets open as it may. */
export class TooManyStreamsError extends HttpException {
  readonly retryAfterSeconds = 5;

  constructor() {
    super(
      { title: 'Too many open streams', detail: 'Close a page of the shop, or try again in a moment.' },
      HttpStatus.TOO_MANY_REQUESTS,
    );
  }
}
