import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exchange } from './raw-client.js';
import { events, type Platform } from './response-app.js';
import { get, ResponseTests } from './response-tests.js';

describe.each<Platform>(['express', 'fastify'])(
  'responses with sessions and their connections on %s',
  (platform) => {
    const tests = new ResponseTests(platform);

    it('ends the events of a client that leaves, whether its commit is done or not', async () => {
      for (const commit of [
        tests.beforeCommit,
        () => new Promise<void>((resolve) => setTimeout(resolve, 30)),
      ]) {
        tests.app.sessions.beforeCommit = commit;
        const unsubscribed = once(events, 'unsubscribed');
        const socket = connect(tests.app.port, '127.0.0.1');
        socket.write(get('/endless'));
        if (commit === tests.beforeCommit) await once(socket, 'data');
        else await new Promise((resolve) => setTimeout(resolve, 10));
        socket.destroy();
        await unsubscribed;
      }
    });

    it('sends what was written before the handler corked the response', async () => {
      const response = await fetch(`${tests.app.url}/corked`);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toBe('first');
      events.emit('arrived');
      expect((await reader.read()).value).toBe(' last');
    });

    it('sends the response before the handler ends the connection', async () => {
      const { responses } = await exchange(tests.app.port, get('/end-the-socket'), { methods: ['GET'] });
      expect(responses).toMatchObject([{ status: 200, complete: true }]);
      expect(responses[0]!.body.toString()).toBe('last words');
    });

    it('sends what was written before the handler destroyed the response', async () => {
      const { responses, closed } = await exchange(tests.app.port, get('/cut-off'), { methods: ['GET'] });
      expect(responses).toMatchObject([{ status: 200, complete: false }]);
      expect(responses[0]!.body.toString()).toBe('first');
      expect(closed).toBe(true);
    });

    it('stores the change of a client that closes the connection meanwhile', async () => {
      const committing = new EventEmitter();
      tests.app.sessions.beforeCommit = async () => {
        committing.emit('begun');
        await once(committing, 'continue');
      };
      const socket = connect(tests.app.port, '127.0.0.1');
      socket.write(get('/value'));
      await once(committing, 'begun');
      socket.destroy();
      await once(socket, 'close');
      committing.emit('continue');
      await new Promise((resolve) => setImmediate(resolve));
      expect([...tests.app.sessions.stored.values()]).toEqual(['kept']);
    });

    it('stores the change of a handler whose client has left before', async () => {
      const committed = new Promise<void>((resolve) => {
        tests.app.sessions.beforeCommit = () => Promise.resolve(resolve());
      });
      const called = once(events, 'called');
      const socket = connect(tests.app.port, '127.0.0.1');
      socket.write(get('/after-the-client'));
      await called;
      socket.destroy();
      await committed;
      await new Promise((resolve) => setImmediate(resolve));
      expect([...tests.app.sessions.stored.values()]).toEqual(['kept']);
    });
  },
);
