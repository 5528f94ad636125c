import { BadRequestException, NotFoundException } from '@nestjs/common';

/** 404: no good of that name. */
export class ProductNotFoundError extends NotFoundException {
  constructor(name: string) {
    super({ title: 'No such good', detail: `There is no good called "${name}".` });
  }
}

/** 400: a cursor that this catalogue did not make. */
export class InvalidCursorError extends BadRequestException {
  constructor() {
    super({ title: 'Invalid cursor', detail: 'Send the nextCursor of a page as it came, or none.' });
  }
}
