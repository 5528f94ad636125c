import { Controller, Req, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { defer, finalize, map, throwError, type Observable } from 'rxjs';
import type { ShopRequest } from '../../shop-request.js';
import { OpenStreams } from '../../limits/open-streams.js';
import { TooManyWatchersError } from './telemetry.errors.js';
import { telemetrySchema } from './telemetry.schema.js';
import { TelemetryService } from './telemetry.service.js';

/** How many event streams a replica serves at once: more than any one address may open. */
const MAX_WATCHERS = 500;
/** After how many milliseconds a browser connects again: to another replica, if this one has crashed. */
const RECONNECT_MS = 500;

/** `/api/lab/events`: the cluster as it lives, once a second. */
@ApiTags('lab')
@Public()
@Controller('api/lab/events')
export class EventsController {
  private watchers = 0;

  constructor(
    private readonly telemetry: TelemetryService,
    private readonly streams: OpenStreams,
  ) {}

  @Sse()
  @ApiOperation({ summary: 'Server-sent events: requests, latencies, lost sessions, stores; one a second' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, standardSchema: telemetrySchema, description: 'The data of each event' })
  watch(@Req() { ip }: ShopRequest): Observable<MessageEvent> {
    if (this.watchers >= MAX_WATCHERS) return throwError(() => new TooManyWatchersError());
    return defer(() => {
      const close = this.streams.open(ip);
      this.watchers += 1;
      return this.telemetry.events.pipe(
        map((data) => ({ data, retry: RECONNECT_MS })),
        finalize(() => {
          this.watchers -= 1;
          close();
        }),
      );
    });
  }
}
