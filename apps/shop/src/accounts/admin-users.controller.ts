import { RequireRecentLogin, Roles } from '@app/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Profile, profileSchema, type SessionList, sessionListSchema } from './accounts.schemas.js';
import { AccountsService } from './accounts.service.js';
import {
  type RolesChange,
  rolesSchema,
  type UserPage,
  userPageSchema,
  userPathSchema,
  type UserQuery,
  userQuerySchema,
  userSessionPathSchema,
} from './admin-users.schemas.js';
import type { ShopRequest } from '../shop-request.js';
import { AccountSessions } from './devices/account-sessions.service.js';
import { UserList } from './users/user-list.js';

/** `/api/admin/users`: who has an account, and what an administrator does about them. */
@ApiTags('admin')
@Roles('admin')
@Controller('api/admin/users')
export class AdminUsersController {
  constructor(
    private readonly users: UserList,
    private readonly accounts: AccountsService,
    private readonly sessions: AccountSessions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everybody who has an account, the newest first' })
  @ApiResponse({ status: 200, standardSchema: userPageSchema })
  list(@Query({ schema: userQuerySchema }) query: UserQuery): Promise<UserPage> {
    return this.users.page(query);
  }

  @Get(':id/sessions')
  @ApiOperation({ summary: 'Everywhere a user is signed in, as far as the states can list it' })
  @ApiResponse({ status: 200, standardSchema: sessionListSchema })
  async listSessions(
    @Param({ schema: userPathSchema }) { id }: { id: string },
    @Req() request: ShopRequest,
  ): Promise<SessionList> {
    await this.accounts.get(id);
    return { items: await this.sessions.list(id, request), nextCursor: null };
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends every session of a user' })
  async endAll(@Param({ schema: userPathSchema }) { id }: { id: string }): Promise<void> {
    await this.sessions.endAll(id);
  }

  @Delete(':id/sessions/:session')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends one session of a user' })
  async endOne(
    @Param({ schema: userSessionPathSchema }) { id, session }: { id: string; session: string },
  ): Promise<void> {
    await this.sessions.endOne(id, session);
  }

  @Put(':id/roles')
  @RequireRecentLogin()
  @ApiOperation({
    summary: 'Changes what a user may do, and ends every session of theirs; asks for a recent login',
  })
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async changeRoles(
    @Param({ schema: userPathSchema }) { id }: { id: string },
    @Body({ schema: rolesSchema }) { roles }: RolesChange,
  ): Promise<Profile> {
    return this.accounts.changeRoles(id, roles);
  }
}
