import { Module } from '@nestjs/common';
import { CartModule } from '../cart/cart.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { SessionEndsModule } from '../sessions/session-ends.module.js';
import { Handshakes } from './handshakes.js';
import { LiveMetrics } from './live-metrics.js';
import { LiveSockets } from './live-sockets.js';
import { LiveGateway } from './live.gateway.js';
import { RedisLink } from './redis-link.js';
import { SocketChecks } from './socket-checks.js';
import { StockAnnouncer } from './stock-announcer.js';

/** Live updates: the cart follows to other tabs, stock changes show, and sockets end when logins do. */
@Module({
  imports: [CartModule, CatalogModule, SessionEndsModule],
  providers: [Handshakes, LiveGateway, LiveMetrics, LiveSockets, RedisLink, SocketChecks, StockAnnouncer],
})
export class LiveModule {}
