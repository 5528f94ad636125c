import { HttpException } from '@nestjs/common';
import type { State } from '../settings/settings.schema.js';

/** 422: a state that this release has no store for yet. */
export class StateUnavailableError extends HttpException {
  constructor(state: State) {
    super(
      {
        title: 'State not available',
        detail: `Sessions cannot be kept in "${state}" yet: choose another state.`,
      },
      422,
    );
    this.message = `Sessions cannot be kept in "${state}" yet: set SHOP_STATE to another state.`;
  }
}
