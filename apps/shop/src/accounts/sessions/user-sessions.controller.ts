import { Roles } from '@app/auth';
import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { userPathSchema } from '../accounts.schemas.js';
import { AccountSessions } from './account-sessions.service.js';

/** What an administrator does about a user's sessions. */
@ApiTags('admin')
@Roles('admin')
@Controller('api/admin/users')
export class UserSessionsController {
  constructor(private readonly sessions: AccountSessions) {}

  @Delete(':id/sessions')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends every session of a user' })
  async endAll(@Param({ schema: userPathSchema }) { id }: { id: string }): Promise<void> {
    await this.sessions.endAll(id);
  }
}
