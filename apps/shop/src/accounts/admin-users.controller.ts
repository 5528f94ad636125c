import { RequireRecentLogin, Roles } from '@app/auth';
import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type Profile,
  profileSchema,
  type RolesChange,
  rolesSchema,
  userPathSchema,
} from './accounts.schemas.js';
import { AccountsService } from './accounts.service.js';
import { AccountSessions } from './sessions/account-sessions.service.js';

/** `/api/admin/users`: what an administrator does about a user. */
@ApiTags('admin')
@Roles('admin')
@Controller('api/admin/users')
export class AdminUsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: AccountSessions,
  ) {}

  @Delete(':id/sessions')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends every session of a user' })
  async endAll(@Param({ schema: userPathSchema }) { id }: { id: string }): Promise<void> {
    await this.sessions.endAll(id);
  }

  @Put(':id/roles')
  @RequireRecentLogin()
  @ApiOperation({
    summary: 'Changes what a user may do, and ends every session of theirs; asks for a recent log-in',
  })
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async changeRoles(
    @Param({ schema: userPathSchema }) { id }: { id: string },
    @Body({ schema: rolesSchema }) { roles }: RolesChange,
  ): Promise<Profile> {
    return this.accounts.changeRoles(id, roles);
  }
}
