import { Injectable } from '@nestjs/common';
import type { ShopRequest } from '../accounts/carriers/identity-carrier.js';
import { Settings } from '../settings/settings.js';
import type { Whoami } from './lab.schemas.js';
import { VisitorModes } from './visitor-modes.js';

declare module '@app/session' {
  interface SessionData {
    /** Written by `whoami` alone, so that looking at a session's traffic changes nothing else in it. */
    visits?: { readonly hits: number; readonly servedBy: Readonly<Record<string, number>> };
  }
}

/** Tells a visitor who answers, how they were routed, and what their session has seen. */
@Injectable()
export class WhoamiService {
  constructor(
    private readonly modes: VisitorModes,
    private readonly settings: Settings,
  ) {}

  async answer(request: ShopRequest): Promise<Whoami> {
    const { session } = request;
    const replica = this.settings.replicaId;
    const visits = await session.update((draft) => {
      const { hits, servedBy } = draft.visits ?? { hits: 0, servedBy: {} };
      return (draft.visits = {
        hits: hits + 1,
        servedBy: { ...servedBy, [replica]: (servedBy[replica] ?? 0) + 1 },
      });
    });
    const { ref = null, createdAt, version } = session;
    return {
      replica,
      ...this.modes.ofRequest(request),
      session: { ref, createdAt: createdAt?.toISOString() ?? null, version, hits: visits.hits },
      servedBy: visits.servedBy,
    };
  }
}
