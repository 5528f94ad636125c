import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { CartModule } from '../cart/cart.module.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { IdentityCarrier } from './carriers/identity-carrier.js';
import { SessionIdentityCarrier } from './carriers/session-identity-carrier.js';
import { TokenCookies } from './carriers/token-cookies.js';
import { TokenIdentityCarrier } from './carriers/token-identity-carrier.js';
import { AccountSessions } from './devices/account-sessions.service.js';
import { SessionsController } from './devices/sessions.controller.js';
import { BackendsModule } from '../sessions/backends.module.js';
import { SessionEndsModule } from '../sessions/session-ends.module.js';
import { BrowserLogins } from './logins/browser-logins.js';
import { LoginEndsModule } from './logins/login-ends.module.js';
import { AdminUsersController } from './admin-users.controller.js';
import { shopAuthModule } from './shop-auth.module.js';
import { SignIn } from './sign-in.service.js';
import { TokensController } from './tokens.controller.js';
import { UserList } from './users/user-list.js';
import { UsersModule } from './users/users.module.js';

/** Options of the accounts, set where the shop is composed. */
export interface AccountsModuleOptions {
  /** What browsers carry their login in. It may inject either carrier, as one that chooses between them does. */
  readonly carrier: Type<IdentityCarrier>;
  /** The module that provides `RequestModes`: in which state a request's login is. */
  readonly modes: new () => object;
  /** Modules that provide what the carrier injects, or a `SessionDirectory`. */
  readonly imports?: ModuleMetadata['imports'];
}

/** Accounts and signing in. It brings the global guard: from here on every route is closed unless it is `@Public()`. */
@Module({})
export class AccountsModule {
  static forRoot({ carrier, modes, imports = [] }: AccountsModuleOptions): DynamicModule {
    return {
      module: AccountsModule,
      imports: [
        shopAuthModule(modes),
        modes,
        LoginEndsModule,
        UsersModule,
        CartModule,
        BackendsModule,
        SessionEndsModule,
        ...imports,
      ],
      controllers: [AccountsController, TokensController, SessionsController, AdminUsersController],
      providers: [
        AccountsService,
        AccountSessions,
        SignIn,
        BrowserLogins,
        UserList,
        TokenCookies,
        SessionIdentityCarrier,
        TokenIdentityCarrier,
        { provide: IdentityCarrier, useClass: carrier },
      ],
      exports: [IdentityCarrier, SessionIdentityCarrier, TokenIdentityCarrier],
    };
  }
}
