import { ServiceUnavailableException } from '@nestjs/common';

/** 503: as many event streams as this replica serves are open. */
export class TooManyWatchersError extends ServiceUnavailableException {
  readonly retryAfterSeconds = 5;

  constructor() {
    super({ title: 'Too many watchers', detail: 'Close another lab page, or try again in a moment.' });
  }
}
