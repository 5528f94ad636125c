import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { defer, finalize, map, throwError, type Observable } from 'rxjs';
import { TooManyWatchersError } from './telemetry.errors.js';
import { telemetrySchema } from './telemetry.schema.js';
import { TelemetryService } from './telemetry.service.js';

/** So many event streams a replica serves at once. */
const MOST_WATCHERS = 50;

/** `/api/lab/events`: the cluster as it lives, once a second. */
@ApiTags('lab')
@Public()
@Controller('api/lab/events')
export class EventsController {
  private watchers = 0;

  constructor(private readonly telemetry: TelemetryService) {}

  @Sse()
  @ApiOperation({ summary: 'Server-sent events: requests, latencies, lost sessions, stores; one a second' })
  @ApiResponse({ status: 200, standardSchema: telemetrySchema })
  watch(): Observable<MessageEvent> {
    if (this.watchers >= MOST_WATCHERS) return throwError(() => new TooManyWatchersError());
    return defer(() => {
      this.watchers += 1;
      return this.telemetry.events.pipe(
        map((data) => ({ data })),
        finalize(() => (this.watchers -= 1)),
      );
    });
  }
}
