import { NotFoundException } from '@nestjs/common';
import { SessionCommittedError, SessionEndedError, SessionStoreUnavailableError } from '@app/session';
import { describe, expect, it } from 'vitest';
import { toProblem } from './to-problem.js';

describe('toProblem', () => {
  it.each([
    [new SessionStoreUnavailableError(new Error('ECONNREFUSED')), 503, 'Session store unavailable'],
    [new SessionEndedError(), 409, 'Session ended'],
  ])('takes status, title and detail from %s', (error, status, title) => {
    expect(toProblem(error)).toEqual({ type: 'about:blank', title, status, detail: error.message });
  });

  it.each([new SessionCommittedError(), new Error('secret'), 'secret'])('tells nothing of %s', (error) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(problem.detail).toMatch(/^Something went wrong/);
  });

  it('lets an HttpException describe itself', () => {
    expect(toProblem(new NotFoundException({ title: 'No such order', detail: 'You have none.' }))).toEqual({
      type: 'about:blank',
      title: 'No such order',
      status: 404,
      detail: 'You have none.',
    });
  });
});
