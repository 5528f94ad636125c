import { Body, Controller, Get, Put, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import type { FastifyReply } from 'fastify';
import type { ShopRequest } from '../shop-request.js';
import {
  changedModeSchema,
  chooseModeSchema,
  modeSchema,
  whoamiSchema,
  type ChangedMode,
  type ChooseMode,
  type ModeAnswer,
  type Whoami,
} from './lab.schemas.js';
import { ModeSwitch } from './mode-switch.service.js';
import { presetOf } from './presets.js';
import { VisitorModes } from './visitor-modes.js';
import { WhoamiService } from './whoami.service.js';

/** `/api/lab`: see and choose how this visitor's session is kept and routed. */
@ApiTags('lab')
@Public()
@Controller('api/lab')
export class LabController {
  constructor(
    private readonly modes: VisitorModes,
    private readonly modeSwitch: ModeSwitch,
    private readonly whoami: WhoamiService,
  ) {}

  @Get('whoami')
  @ApiOperation({ summary: 'Returns the replica, the mode and the session of this request' })
  @ApiResponse({ status: 200, standardSchema: whoamiSchema })
  who(@Req() request: ShopRequest): Whoami {
    return this.whoami.answer(request);
  }

  @Get('mode')
  @ApiOperation({ summary: 'Returns how this visitor is routed and where their session lives' })
  @ApiResponse({ status: 200, standardSchema: modeSchema })
  mode(@Req() request: ShopRequest): ModeAnswer {
    const mode = this.modes.ofRequest(request);
    return { ...mode, preset: presetOf(mode) };
  }

  @Put('mode')
  @ApiOperation({ summary: 'Changes how this visitor is routed and where their session lives' })
  @ApiResponse({ status: 200, standardSchema: changedModeSchema })
  choose(
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: chooseModeSchema }) choice: ChooseMode,
  ): Promise<ChangedMode> {
    return this.modeSwitch.switch(request, reply, choice);
  }
}
