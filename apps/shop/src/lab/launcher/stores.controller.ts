import { Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { z } from 'zod';
import { FaultGuard } from '../faults/fault.guard.js';
import { Launcher } from './launcher.js';

const orderSchema = z.object({
  order: z.enum(['stop', 'start'], { error: 'must be stop or start' }),
});

/** `/api/lab/stores/redis`: stops and starts it, by the launcher. */
@ApiTags('lab')
@Public()
@UseGuards(FaultGuard)
@Controller('api/lab/stores')
export class StoresController {
  constructor(private readonly launcher: Launcher) {}

  @Post('redis/:order')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stops Redis, or starts it again with what it held' })
  redis(@Param({ schema: orderSchema }) { order }: z.output<typeof orderSchema>): Promise<void> {
    return this.launcher.tell('POST', `/redis/${order}`);
  }
}
