import { HttpException, HttpStatus } from '@nestjs/common';

/** 401: nobody is signed in, or what was presented proves nothing. */
export class UnauthenticatedError extends HttpException {
  /** Belongs into `WWW-Authenticate` (RFC 9110 section 15.5.2); the guards set it themselves. */
  readonly challenge = 'Bearer';

  constructor(detail = 'Sign in, or send a valid access token as Authorization: Bearer.') {
    super({ title: 'Not signed in', detail }, HttpStatus.UNAUTHORIZED);
  }
}

/** 401: an access token was presented and refused. It never says which check failed: `cause` does, for the log. */
export class InvalidTokenError extends HttpException {
  /** Belongs into `WWW-Authenticate`, with the error of RFC 6750 section 3.1; the guards set it themselves. */
  readonly challenge: string = 'Bearer error="invalid_token"';

  constructor(
    cause?: unknown,
    detail = 'Ask for a new access token with the refresh token, or sign in again.',
  ) {
    super({ title: 'Access token refused', detail }, HttpStatus.UNAUTHORIZED, { cause });
  }
}

/**
 * 401: `Authorization` is of another scheme, such as Basic. The challenge names no error: no token was presented (RFC 6750
 * section 3.1).
 */
export class UnsupportedSchemeError extends InvalidTokenError {
  override readonly challenge = 'Bearer';

  constructor() {
    super('unsupported scheme', 'Send an access token as Authorization: Bearer.');
  }
}

/** 500: the roles and permissions of an account make a longer access token than the guard accepts. */
export class AccessTokenTooLongError extends HttpException {
  /** @param bytes how long the token may be */
  constructor(bytes: number) {
    super(
      {
        title: 'Access token too long',
        detail: `The roles and permissions of this account do not fit into a token of ${bytes} bytes: ask an administrator to remove some.`,
      },
      HttpStatus.INTERNAL_SERVER_ERROR,
    );
  }
}

/** 401: the same answer for an unknown account and for a wrong password. */
export class WrongCredentialsError extends HttpException {
  /** Belongs into `WWW-Authenticate` (RFC 9110 section 15.5.2); the LocalGuard sets it. */
  readonly challenge = 'Bearer';

  constructor() {
    super({ title: 'Wrong email or password', detail: 'Check both and try again.' }, HttpStatus.UNAUTHORIZED);
  }
}

/** 400: the login request has no email or no password as text. */
export class MissingCredentialsError extends HttpException {
  constructor() {
    super(
      { title: 'Email and password are needed', detail: 'Send both as text in the JSON body.' },
      HttpStatus.BAD_REQUEST,
    );
  }
}

/** 403: signed in, but without a role that the route asks for. */
export class MissingRoleError extends HttpException {
  constructor(roles: readonly string[]) {
    super(
      {
        title: 'Not allowed',
        detail: `This needs the role ${roles.join(' or ')}: ask an administrator for it.`,
      },
      HttpStatus.FORBIDDEN,
    );
  }
}

/** 401: the refresh token is unknown, expired or ended. */
export class RefreshRefusedError extends HttpException {
  /** Belongs into `WWW-Authenticate` (RFC 9110 section 15.5.2). */
  readonly challenge = 'Bearer';

  constructor() {
    super({ title: 'Refresh token refused', detail: 'Sign in again.' }, HttpStatus.UNAUTHORIZED);
  }
}

/** 503: where refresh families are kept does not answer. Nothing was changed: keep the cookies and try again. */
export class RefreshUnavailableError extends HttpException {
  /** Belongs into `Retry-After`. */
  readonly retryAfterSeconds = 2;

  constructor(cause?: unknown) {
    super(
      {
        title: 'Refreshing is not possible now',
        detail: 'Keep the refresh token and try again in a few seconds.',
      },
      HttpStatus.SERVICE_UNAVAILABLE,
      { cause },
    );
  }
}

/** 503: a revocation could not be told to the other replicas. It holds on this one; try again. */
export class RevocationUnavailableError extends HttpException {
  /** Belongs into `Retry-After`. */
  readonly retryAfterSeconds = 2;

  constructor(cause?: unknown) {
    super(
      {
        title: 'Not ended everywhere',
        detail: 'Other servers could not be told. Try again in a few seconds.',
      },
      HttpStatus.SERVICE_UNAVAILABLE,
      { cause },
    );
  }
}

/** 503: more logins at once than this replica hashes passwords for. */
export class HashingBusyError extends HttpException {
  /** Belongs into `Retry-After`. */
  readonly retryAfterSeconds = 2;

  constructor() {
    super(
      { title: 'Too many logins at once', detail: 'Try again in a few seconds.' },
      HttpStatus.SERVICE_UNAVAILABLE,
    );
  }
}

/** 403: signed in too long ago for what the route does. */
export class LoginTooOldError extends HttpException {
  constructor() {
    super(
      { title: 'Please sign in again', detail: 'This needs a fresh login: sign in again, then repeat it.' },
      HttpStatus.FORBIDDEN,
    );
  }
}

/** 503: this server has not heard of revocations for a while, and the route must not act for a user who was signed out. */
export class RevocationsUnknownError extends HttpException {
  /** Belongs into `Retry-After`. */
  readonly retryAfterSeconds = 2;

  constructor() {
    super(
      {
        title: 'Not possible right now',
        detail: 'It cannot be checked whether your login still holds. Try again in a few seconds.',
      },
      HttpStatus.SERVICE_UNAVAILABLE,
    );
  }
}

/** 429: too many attempts from this address. */
export class TooManyLoginsError extends HttpException {
  /** @param retryAfterSeconds belongs into `Retry-After` */
  constructor(readonly retryAfterSeconds: number) {
    super(
      {
        title: 'Too many attempts',
        detail: `Try again in ${retryAfterSeconds} seconds.`,
      },
      HttpStatus.TOO_MANY_REQUESTS,
    );
  }
}
