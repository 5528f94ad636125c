import { Injectable } from '@nestjs/common';
import type { ShopRequest } from '../shop-request.js';
import { Settings } from '../settings/settings.js';
import type { Whoami } from './lab.schemas.js';
import { VisitorModes } from './visitor-modes.js';

/** Tells visitors which replica answers, how they were routed, and which session they have. It only reads. */
@Injectable()
export class WhoamiService {
  constructor(
    private readonly modes: VisitorModes,
    private readonly settings: Settings,
  ) {}

  answer(request: ShopRequest): Whoami {
    const { ref = null, createdAt, version } = request.session;
    return {
      replica: this.settings.replicaId,
      ...this.modes.ofRequest(request),
      session: { ref, createdAt: createdAt?.toISOString() ?? null, version },
    };
  }
}
