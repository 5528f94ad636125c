import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Session } from './session.js';

/**
 * The session of the request: `read(@CurrentSession() session: Session)`. The same as Nest's own `@Session()`, for those
 * who have another thing of that name.
 */
export const CurrentSession = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Session =>
    context.switchToHttp().getRequest<{ session: Session }>().session,
);
