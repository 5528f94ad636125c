import {
  BadRequestException,
  ConflictException,
  ServiceUnavailableException,
  UnauthorizedException,
  UnprocessableEntityException,
} from '@nestjs/common';

/** 400: no usable `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header, section 2.7). */
export class IdempotencyKeyInvalidError extends BadRequestException {
  constructor() {
    super({
      title: 'Idempotency-Key missing',
      detail:
        'Send one Idempotency-Key of 1 to 255 ASCII characters, like "8e03978e-40d5", and the same one with every retry.',
    });
  }
}

/** 401: a key without an owner would show one client the answer of another. */
export class IdempotencyScopeMissingError extends UnauthorizedException {
  constructor() {
    super({ title: 'Not signed in', detail: 'Sign in before you send a request with an Idempotency-Key.' });
  }
}

/** 422: the key was used for another request (section 2.7 of the draft). */
export class IdempotencyKeyReusedError extends UnprocessableEntityException {
  constructor() {
    super({
      title: 'Idempotency-Key reused',
      detail: 'This key belongs to another request: use a new one.',
    });
  }
}

/** 409: the first request with this key is still running (section 2.7 of the draft). */
export class RequestStillRunningError extends ConflictException {
  /** For the `Retry-After` header. */
  readonly retryAfterSeconds = 1;

  constructor() {
    super({
      title: 'Request still running',
      detail: 'Your first request is still running. Ask again in a second.',
    });
  }
}

/** 409: the first request was answered by a stream, or by more than is stored. It was acted on, once. */
export class StreamedAnswerError extends ConflictException {
  constructor() {
    super({
      title: 'Answer cannot be repeated',
      detail:
        'This request was carried out, and its answer was not kept: read the result where it is listed.',
    });
  }
}

/** 503: it cannot be known whether the request was acted on. The same key may be sent again. */
export class IdempotencyStoreUnavailableError extends ServiceUnavailableException {
  /** For the `Retry-After` header. */
  readonly retryAfterSeconds = 1;

  constructor(cause: unknown) {
    super(
      {
        title: 'Not available right now',
        detail: 'Nothing was done. Send it again in a second with the same Idempotency-Key.',
      },
      { cause },
    );
  }
}
