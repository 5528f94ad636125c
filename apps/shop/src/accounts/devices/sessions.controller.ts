import { CurrentUser, type Principal } from '@app/auth';
import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type SessionList, sessionListSchema, sessionPathSchema } from '../accounts.schemas.js';
import type { ShopRequest } from '../../shop-request.js';
import { SignIn } from '../sign-in.service.js';
import { AccountSessions } from './account-sessions.service.js';

/** Where I am signed in, and an end to it. */
@ApiTags('accounts')
@Controller('api/auth')
export class SessionsController {
  constructor(
    private readonly sessions: AccountSessions,
    private readonly signIn: SignIn,
  ) {}

  @Get('sessions')
  @ApiOperation({ summary: 'Everywhere I am signed in' })
  @ApiResponse({ status: 200, standardSchema: sessionListSchema })
  async list(@CurrentUser() { userId }: Principal, @Req() request: ShopRequest): Promise<SessionList> {
    return { items: await this.sessions.list(userId, request), nextCursor: null };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends one of my sessions' })
  async end(
    @CurrentUser() { userId }: Principal,
    @Param({ schema: sessionPathSchema }) { id }: { id: string },
  ): Promise<void> {
    await this.sessions.endOne(userId, id);
  }

  @Post('logout-all')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends every session of mine, this one included' })
  async endAll(
    @CurrentUser() { userId }: Principal,
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    // This one first: saving its cart takes a session that is still there.
    try {
      await this.signIn.end(request, reply);
    } finally {
      await this.sessions.endAll(userId);
    }
  }
}
