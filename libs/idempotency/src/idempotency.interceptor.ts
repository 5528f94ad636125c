import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { defer, lastValueFrom, of, type Observable } from 'rxjs';
import { fingerprint } from './fingerprint.js';
import { readIdempotencyKey } from './idempotency-key.js';
import {
  IdempotencyKeyReusedError,
  IdempotencyScopeMissingError,
  IdempotencyStoreUnavailableError,
  RequestStillRunningError,
  StreamedAnswerError,
} from './idempotency.errors.js';
import { IDEMPOTENCY_OPTIONS } from './idempotency.module-definition.js';
import type { IdempotencyOptions, IdempotentRequest } from './idempotency.options.js';
import { recordResponse, replaceResponse } from './response-recording.js';
import { routeOf } from './route-of.js';
import { parseAnswer, serializeAnswer, type SentAnswer } from './sent-answer.js';
import { BoundedIdempotencyStore } from './store/bounded-idempotency.store.js';
import type { Claim, IdempotencyStore } from './store/idempotency-store.js';

const POLL_MS = 50;
/** Stored instead of an answer that was a stream, or longer than `maxAnswerBytes`. */
const NOT_RECORDED = '';

/** A claim that this request holds. */
interface HeldClaim {
  readonly name: string;
  readonly token: string;
}

/**
 * Claims the key before the handler runs, and stores what was sent afterwards. A handler that throws releases its claim: it changed
 * nothing, so a retry may succeed. A process that dies leaves its claim to run out, and the retry acts again: this is a
 * guard, and the handler still owes a unique key in its transaction.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');
  private readonly store: IdempotencyStore;
  private readonly waitMs: number;
  private readonly leaseMs: number;
  private readonly keepMs: number;
  private readonly maxAnswerBytes: number;

  constructor(@Inject(IDEMPOTENCY_OPTIONS) private readonly options: IdempotencyOptions) {
    this.store = new BoundedIdempotencyStore(options.store, options.storeTimeoutMs ?? 1000);
    this.waitMs = options.waitMs ?? 1500;
    this.leaseMs = options.leaseMs ?? 30_000;
    this.keepMs = (options.keepSeconds ?? 86_400) * 1000;
    this.maxAnswerBytes = options.maxAnswerBytes ?? 1024 * 1024;
  }

  /**
   * @throws IdempotencyKeyInvalidError, IdempotencyScopeMissingError, IdempotencyKeyReusedError,
   * RequestStillRunningError, StreamedAnswerError, IdempotencyStoreUnavailableError
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http')
      throw new Error(
        '@Idempotent() is for HTTP routes: take it off resolvers, gateways and message handlers.',
      );
    const http = context.switchToHttp();
    const request = http.getRequest<IdempotentRequest>();
    const response = nodeResponse(http.getResponse());
    const key = readIdempotencyKey(request.headers['idempotency-key']);
    // Applications without strict null checks return null, too.
    const scope = this.options.scopeOf(request as never) as string | null | undefined;
    if (scope === undefined || scope === null || scope === '') throw new IdempotencyScopeMissingError();
    const held = { name: fingerprint([scope, ...routeOf(request, context), key]), token: randomUUID() };
    const claim = await this.claim(held, fingerprint(contentOf(request)));
    if (!claim) return next.handle();
    if (claim.outcome === 'answered') return this.repeat(response, claim.answer);
    // A promise: an interceptor around this one that gives up, by `timeout`, does not keep the answer from its record.
    return defer(() => this.run(next, response, held));
  }

  /** @returns undefined if the store is unavailable and the handler is to run nevertheless */
  private async claim(
    { name, token }: HeldClaim,
    print: string,
  ): Promise<Extract<Claim, { outcome: 'claimed' | 'answered' }> | undefined> {
    const giveUpAt = performance.now() + this.waitMs;
    for (;;) {
      let claim: Claim;
      try {
        claim = await this.store.claim(name, print, token, this.leaseMs, this.keepMs);
      } catch (error) {
        if (this.options.whenStoreIsAway !== 'run') throw new IdempotencyStoreUnavailableError(error);
        this.logger.warn(`The store is unavailable, and a request runs unguarded: ${String(error)}`);
        return undefined;
      }
      if (claim.outcome === 'reused') throw new IdempotencyKeyReusedError();
      if (claim.outcome !== 'running') return claim;
      if (performance.now() > giveUpAt) throw new RequestStillRunningError();
      await delay(POLL_MS);
    }
  }

  private async run(next: CallHandler, response: ServerResponse, held: HeldClaim): Promise<unknown> {
    const { store, keepMs } = this;
    const keep = (answer: SentAnswer | undefined) =>
      this.attempt(() =>
        store.answer(held.name, held.token, answer ? serializeAnswer(answer) : NOT_RECORDED, keepMs),
      );
    let value: unknown;
    try {
      value = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.attempt(() => store.release(held.name, held.token));
      throw error;
    }
    if (response.headersSent || response.writableEnded || isStream(value)) await keep(undefined);
    else recordResponse(response, this.maxAnswerBytes, keep);
    return value;
  }

  /** Interceptors around this one see the body that was sent; what they make of it is not sent. */
  private repeat(response: ServerResponse, stored: string): Observable<unknown> {
    if (stored === NOT_RECORDED) throw new StreamedAnswerError();
    const answer = parseAnswer(stored);
    response.setHeader('Idempotency-Replayed', 'true');
    replaceResponse(response, answer);
    return of(bodyOf(answer));
  }

  /** What was done is done: an answer that cannot be stored is still the answer. */
  private async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.logger.warn(
        `The record of a key could not be written, so retries get a 409 until its lease ends: ${String(error)}`,
      );
    }
  }
}

/** What a request asks for, beside its route. */
function contentOf({ params, query, body, hosts }: IdempotentRequest): unknown[] {
  return [params, query, body, ...(hosts === undefined ? [] : [hosts])];
}

/** Node's response: Express hands it out itself, Fastify under `raw`. */
function nodeResponse(response: ServerResponse | { raw: ServerResponse }): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

/** Whether a handler's value is sent piece by piece: a file, a Node or web stream, or an async iterable. */
function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof StreamableFile || Symbol.asyncIterator in value) return true;
  return ['pipe', 'getReader'].some(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  );
}

function bodyOf({ headers, body }: SentAnswer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  if (!/\bjson\b/.test(headers['content-type'] ?? '') || headers['content-encoding']) return text;
  try {
    return JSON.parse(text);
  } catch {
    // A handler may call anything JSON.
    return text;
  }
}
