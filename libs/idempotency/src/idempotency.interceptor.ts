import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { catchError, mergeMap, of, type Observable } from 'rxjs';
import { readIdempotencyKey } from './idempotency-key.js';
import {
  IdempotencyKeyReusedError,
  IdempotencyScopeMissingError,
  IdempotencyStoreUnavailableError,
  RequestStillRunningError,
} from './idempotency.errors.js';
import { IDEMPOTENCY_OPTIONS } from './idempotency.module-definition.js';
import type { IdempotencyOptions, IdempotentRequest } from './idempotency.options.js';
import type { Claim } from './store/idempotency-store.js';

const POLL_MS = 50;

/**
 * Claims the key before the handler runs and keeps its answer afterwards. A handler that throws gives its claim up: it
 * changed nothing, so that a retry may succeed. A process that dies leaves its claim to run out, and the retry acts again:
 * this is a guard, and the truth stays with a unique key in the transaction behind it.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');
  private readonly waitMs: number;
  private readonly leaseMs: number;
  private readonly keepMs: number;

  constructor(
    @Inject(IDEMPOTENCY_OPTIONS) private readonly options: IdempotencyOptions,
    private readonly adapterHost: HttpAdapterHost,
  ) {
    this.waitMs = options.waitMs ?? 1500;
    this.leaseMs = options.leaseMs ?? 30_000;
    this.keepMs = (options.keepSeconds ?? 86_400) * 1000;
  }

  /**
   * @throws IdempotencyKeyInvalidError, IdempotencyScopeMissingError, IdempotencyKeyReusedError,
   * RequestStillRunningError, IdempotencyStoreUnavailableError
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<IdempotentRequest>();
    const key = readIdempotencyKey(request.headers['idempotency-key']);
    const scope = this.options.scopeOf(request as never);
    if (scope === undefined) throw new IdempotencyScopeMissingError();
    const route = `${context.getClass().name}.${context.getHandler().name}`;
    const name = digest([scope, route, key]);
    const token = randomUUID();
    const claim = await this.claim(name, digest([request.params, request.query, request.body]), token);
    if (!claim) return next.handle();
    if (claim.outcome === 'answered') return this.repeat(context, claim.answer);
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        await this.attempt(() => this.options.store.release(name, token));
        throw error;
      }),
      mergeMap(async (value: unknown) => {
        // What was done is done: an answer that cannot be kept is still the answer.
        await this.attempt(() =>
          this.options.store.answer(name, token, JSON.stringify(value) ?? '', this.keepMs),
        );
        return value;
      }),
    );
  }

  /** @returns undefined where the store is away and the handler is to run all the same */
  private async claim(
    name: string,
    fingerprint: string,
    token: string,
  ): Promise<Extract<Claim, { outcome: 'claimed' | 'answered' }> | undefined> {
    const giveUpAt = performance.now() + this.waitMs;
    for (;;) {
      let claim: Claim;
      try {
        claim = await this.options.store.claim(name, fingerprint, token, this.leaseMs, this.keepMs);
      } catch (error) {
        if (this.options.whenStoreIsAway !== 'run') throw new IdempotencyStoreUnavailableError(error);
        this.logger.warn(`The store is away, and a request runs unguarded: ${String(error)}`);
        return undefined;
      }
      if (claim.outcome === 'reused') throw new IdempotencyKeyReusedError();
      if (claim.outcome !== 'running') return claim;
      if (performance.now() > giveUpAt) throw new RequestStillRunningError();
      await delay(POLL_MS);
    }
  }

  private repeat(context: ExecutionContext, answer: string): Observable<unknown> {
    const response: unknown = context.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.setHeader(response, 'Idempotency-Replayed', 'true');
    return of(answer === '' ? undefined : (JSON.parse(answer) as unknown));
  }

  private async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.logger.warn(
        `A key's record could not be written; until its lease ends retries get a 409: ${String(error)}`,
      );
    }
  }
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
