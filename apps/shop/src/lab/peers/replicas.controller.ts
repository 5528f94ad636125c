import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { FaultGuard } from '../faults/fault.guard.js';
import {
  faultAnswerSchema,
  faultOptionsSchema,
  faultPathSchema,
  type FaultAnswer,
  type FaultOptions,
  type FaultPath,
} from '../faults/fault.schemas.js';
import { Launcher } from '../launcher/launcher.js';
import { LauncherRefusedError } from '../launcher/launcher.errors.js';
import { replicaListSchema, toListed, type ReplicaList } from './replica-list.schema.js';
import { ReplicasService } from './replicas.service.js';

/** More would be too many for a laptop; `npm run demo -- scale` goes further. */
const MOST_REPLICAS = 8;

/** `/api/lab/replicas`: who runs, and what can be done to them. */
@ApiTags('lab')
@Public()
@Controller('api/lab/replicas')
export class ReplicasController {
  constructor(
    private readonly replicas: ReplicasService,
    private readonly launcher: Launcher,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every replica, asked just now' })
  @ApiResponse({ status: 200, standardSchema: replicaListSchema })
  async list(): Promise<ReplicaList> {
    return { items: (await this.replicas.all()).map(toListed), nextCursor: null };
  }

  @Post()
  @HttpCode(202)
  @UseGuards(FaultGuard)
  @ApiOperation({ summary: 'One more replica, by the launcher: it shows in the list once it is ready' })
  async add(): Promise<void> {
    const { length } = await this.replicas.all();
    if (length >= MOST_REPLICAS)
      throw new LauncherRefusedError(`There are ${length} replicas: no more here.`);
    await this.launcher.tell('POST', `/scale/${length + 1}`);
  }

  @Post(':id/:fault')
  @HttpCode(202)
  @UseGuards(FaultGuard)
  @ApiOperation({
    summary: 'That replica crashes, drains or pauses, whichever replica is asked; it comes back by itself',
  })
  @ApiBody({ required: false })
  @ApiResponse({ status: 202, standardSchema: faultAnswerSchema })
  async suffer(
    @Param({ schema: faultPathSchema }) { id, fault }: FaultPath,
    @Body({ schema: faultOptionsSchema }) { seconds }: FaultOptions,
  ): Promise<FaultAnswer> {
    await this.replicas.suffer(id, fault, seconds);
    return { id, fault, seconds };
  }
}
