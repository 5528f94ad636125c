import { HttpException } from '@nestjs/common';
import type { State } from '../settings/settings.schema.js';

/** 422: a state that this deployment cannot offer: the near cache follows one Redis, not a Cluster. */
export class StateUnavailableError extends HttpException {
  constructor(state: State) {
    super(
      {
        title: 'State not available',
        detail: `Sessions cannot be kept in "${state}" on a Redis Cluster: choose another state.`,
      },
      422,
    );
    this.message = `Sessions cannot be kept in "${state}" on a Redis Cluster: set SHOP_STATE to another state.`;
  }
}
