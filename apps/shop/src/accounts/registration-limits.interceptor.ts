import { LoginLimitsGuard } from '@app/auth';
import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';

/**
 * Goes with the `LoginLimitsGuard` of a registration: a body that is refused, or an outage, does not count. A taken email counts, as its
 * answer tells who has an account, and so does a registration that succeeds, as it costs a hash.
 */
@Injectable()
export class RegistrationLimits implements NestInterceptor {
  constructor(private readonly limits: LoginLimitsGuard) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<object>();
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        const counts = error instanceof HttpException && error.getStatus() === 409;
        if (!counts) await this.limits.takeBack(request);
        throw error;
      }),
    );
  }
}
