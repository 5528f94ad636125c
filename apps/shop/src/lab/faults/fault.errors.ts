import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';

/** 403: a fault call that came by another name than ours. */
export class ForeignHostError extends ForbiddenException {
  constructor() {
    super({
      title: 'Not from here',
      detail: 'Ask by 127.0.0.1, localhost or an origin of PUBLIC_ORIGINS, or send X-Lab-Token.',
    });
  }
}

/** 403: a route for other replicas. */
export class NotAPeerError extends ForbiddenException {
  constructor() {
    super({ title: 'For replicas alone', detail: 'Send X-Lab-Token, or use /api/lab/replicas.' });
  }
}

/** 404: no replica of that name. */
export class ReplicaNotFoundError extends NotFoundException {
  constructor(id: string) {
    super({ title: 'No such replica', detail: `There is no replica "${id}": see GET /api/lab/replicas.` });
  }
}

/** 409: the replica does not listen right now. */
export class ReplicaSilentError extends ConflictException {
  constructor(id: string) {
    super({
      title: 'The replica does not answer',
      detail: `${id} is down or paused: it comes back by itself, then try again.`,
    });
  }
}
