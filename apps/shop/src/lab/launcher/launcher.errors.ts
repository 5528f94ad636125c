import { ConflictException, NotImplementedException } from '@nestjs/common';

/** 501: nobody is there who could. */
export class NoLauncherError extends NotImplementedException {
  constructor() {
    super({
      title: 'No launcher',
      detail: 'Only a cluster that "npm run demo" started has a launcher that can do this.',
    });
  }
}

/** 409: the launcher is there, and cannot do it now. */
export class LauncherRefusedError extends ConflictException {
  constructor(detail: string) {
    super({ title: 'The launcher cannot do this now', detail });
  }
}
