import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@app/auth';
import {
  faultOptionsSchema,
  ownFaultPathSchema,
  type FaultOptions,
  type OwnFaultPath,
} from '../faults/fault.schemas.js';
import { Faults } from '../faults/faults.js';
import { PeerGuard } from '../faults/peer.guard.js';
import type { ReplicaReport } from '../telemetry/replica-report.schema.js';
import { SelfService } from '../telemetry/self.service.js';

/** `/api/lab/self`: what replicas ask of one another. Not through the balancer, which would choose who answers. */
@ApiExcludeController()
@Public()
@UseGuards(PeerGuard)
@Controller('api/lab/self')
export class SelfController {
  constructor(
    private readonly self: SelfService,
    private readonly faults: Faults,
  ) {}

  @Get()
  report(): ReplicaReport {
    return this.self.report();
  }

  @Post(':fault')
  @HttpCode(202)
  suffer(
    @Param({ schema: ownFaultPathSchema }) { fault }: OwnFaultPath,
    @Body({ schema: faultOptionsSchema }) { seconds }: FaultOptions,
  ): void {
    this.faults.suffer(fault, seconds);
  }
}
