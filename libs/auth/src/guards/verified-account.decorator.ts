import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthRequest } from '../principal.js';

/** The account  whose password was just checked by the LocalGuard. */
export const VerifiedAccount = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthRequest>().verifiedAccount,
);
