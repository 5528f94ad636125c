import {
  CurrentUser,
  LocalGuard,
  LoginLimitsGuard,
  type Principal,
  Public,
  UnauthenticatedError,
  VerifiedAccount,
} from '@app/auth';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Patch,
  Post,
  Req,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { bodyGuard } from '../http/body.guard.js';
import {
  type Credentials,
  credentialsSchema,
  type PasswordChange,
  passwordChangeSchema,
  type Profile,
  type ProfileChange,
  profileChangeSchema,
  profileSchema,
  registerSchema,
  type Registration,
} from './accounts.schemas.js';
import { AccountsService, profileOf } from './accounts.service.js';
import type { ShopRequest } from '../shop-request.js';
import { RegistrationLimits } from './registration-limits.interceptor.js';
import { SignIn } from './sign-in.service.js';
import { keepProfile, keptProfile } from './users/session-profile.js';
import type { Account } from './users/user-accounts.js';

/** `/api/auth`: a browser's account, all by cookie. */
@ApiTags('accounts')
@Controller('api/auth')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly signIn: SignIn,
  ) {}

  @Public()
  @UseGuards(LoginLimitsGuard)
  @UseInterceptors(RegistrationLimits)
  @Post('register')
  @ApiOperation({ summary: 'Makes an account and signs in' })
  @ApiResponse({ status: 201, standardSchema: profileSchema })
  async register(
    @Body({ schema: registerSchema }) registration: Registration,
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Profile> {
    const account = await this.accounts.register(registration);
    await this.signIn.start(request, reply, account);
    return profileOf(account);
  }

  @Public()
  @UseGuards(bodyGuard(credentialsSchema), LocalGuard)
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Signs in; a guest’s cart joins the account’s' })
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async login(
    @VerifiedAccount() account: Account,
    @Body({ schema: credentialsSchema }) _credentials: Credentials,
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Profile> {
    await this.signIn.start(request, reply, account);
    return profileOf(account);
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'Signs out; the cart goes back to the account' })
  async logout(@Req() request: ShopRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIn.end(request, reply);
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async me(@CurrentUser() user: Principal, @Req() request: ShopRequest): Promise<Profile> {
    const kept = keptProfile(user, request);
    // A change of roles ends every login, so those of the login are the account's.
    if (kept) return { ...kept, roles: [...user.roles] };
    const account = await this.accounts.find(user.userId);
    if (!account) throw new UnauthenticatedError();
    return profileOf(account);
  }

  @Patch('me')
  @ApiOperation({ summary: 'Changes my name' })
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async changeProfile(
    @CurrentUser() user: Principal,
    @Body({ schema: profileChangeSchema }) change: ProfileChange,
    @Req() request: ShopRequest,
  ): Promise<Profile> {
    const profile = await this.accounts.changeProfile(user.userId, change);
    if (user.via !== 'bearer') keepProfile(request.session, profile);
    return profile;
  }

  @UseGuards(LoginLimitsGuard)
  @Post('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Changes the password and ends every other session; an API client logs in again' })
  async changePassword(
    @CurrentUser() user: Principal,
    @Body({ schema: passwordChangeSchema }) change: PasswordChange,
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const account = await this.accounts.changePassword(user.userId, change, request);
    if (user.via !== 'bearer') await this.signIn.renew(request, reply, account);
  }
}
