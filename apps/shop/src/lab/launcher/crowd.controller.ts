import { Body, Controller, Delete, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { FaultGuard } from '../faults/fault.guard.js';
import { startCrowdSchema, type StartCrowd } from './crowd.schemas.js';
import { NoLauncherError } from './launcher.errors.js';
import { Launcher } from './launcher.js';
import { crowdAnswerSchema, type CrowdAnswer } from './launcher.schemas.js';

/** `/api/lab/crowd`: simulated visitors, whom the launcher sends through the balancers. */
@ApiTags('lab')
@Public()
@Controller('api/lab/crowd')
export class CrowdController {
  constructor(private readonly launcher: Launcher) {}

  @Get()
  @ApiOperation({ summary: 'The crowd of this moment, else the last one' })
  @ApiResponse({ status: 200, standardSchema: crowdAnswerSchema })
  async see(): Promise<CrowdAnswer> {
    const status = await this.launcher.status();
    if (!status) throw new NoLauncherError();
    return { crowd: status.crowd };
  }

  @Post()
  @HttpCode(202)
  @UseGuards(FaultGuard)
  @ApiOperation({ summary: 'Starts a crowd; 409 while one is there' })
  start(@Body({ schema: startCrowdSchema }) crowd: StartCrowd): Promise<void> {
    return this.launcher.tell('POST', '/crowd', crowd);
  }

  @Delete()
  @HttpCode(202)
  @UseGuards(FaultGuard)
  @ApiOperation({ summary: 'Stops the crowd; what it counted stays' })
  stop(): Promise<void> {
    return this.launcher.tell('DELETE', '/crowd');
  }
}
