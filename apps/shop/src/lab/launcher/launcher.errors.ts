import { ConflictException } from '@nestjs/common';

/** 409: this replica was started without a launcher. */
export class NoLauncherError extends ConflictException {
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
