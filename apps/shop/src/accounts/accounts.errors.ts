import {
  BadRequestException,
  ConflictException,
  ForbiddenException,
  NotFoundException,
} from '@nestjs/common';

/** 409: the address has an account already. */
export class EmailTakenError extends ConflictException {
  constructor() {
    super({
      title: 'Email already registered',
      detail: 'Sign in with it, or register with another address.',
    });
  }
}

/** 400: a new password that is easy to guess. */
export class WeakPasswordError extends BadRequestException {
  /** @param field of the body that has the password */
  constructor(field: string, reason: string) {
    super({
      title: 'Password refused',
      detail: `The password ${reason}.`,
      errors: [{ pointer: `#/${field}`, detail: reason }],
    });
  }
}

/** 403: a change of the password that does not prove the current one. */
export class WrongCurrentPasswordError extends ForbiddenException {
  constructor() {
    super({ title: 'Wrong current password', detail: 'Type the password that you sign in with now.' });
  }
}

/** 404: no such session of this user. */
export class SessionNotFoundError extends NotFoundException {
  constructor() {
    super({
      title: 'No such session',
      detail: 'It has ended already, or it is not yours: load the list again.',
    });
  }
}

/** 404: no such user. */
export class UserNotFoundError extends NotFoundException {
  constructor() {
    super({ title: 'No such user', detail: 'Check the id.' });
  }
}
