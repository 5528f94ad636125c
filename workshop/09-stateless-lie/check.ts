import { holds, works, type Check } from '../runner/check.js';
import { setTimeout as delay } from 'node:timers/promises';

export const check: Check = {
  rule: 'stateless-lie/out-is-out',
  says: 'Only a token with our signature counts, and only until it expires or its user logs out.',
  environment: { TOKEN_SECONDS: '60' },
  why: 'Anyone can become any user by editing a token. And no user can be signed out.',
  async run({ visitor, play, random }) {
    const ada = visitor(random.word());
    works((await ada.get('/me')).status === 401, 'Without a token GET /me must answer 401.');
    const { token } = (await ada.post('/login', { user: ada.name })).body as { token?: string };
    works(
      typeof token === 'string' && token.split('.').length === 3,
      'POST /login must answer {"token": a JWT}.',
    );
    const bearer = (of: string) => ({ authorization: `Bearer ${of}` });
    for (let time = 0; time < 3; time++)
      works(
        (await ada.get('/me', bearer(token))).body.user === ada.name,
        'GET /me must answer whose token it is.',
      );

    const [header, payload, signature] = token.split('.') as [string, string, string];
    const boss = encode({ ...decode(payload), sub: 'boss' });
    const forged = {
      'without a signature': `${encode({ alg: 'none', typ: 'JWT' })}.${boss}.`,
      'with "None" for an algorithm': `${encode({ alg: 'None', typ: 'JWT' })}.${boss}.`,
      'with the signature of another': `${header}.${boss}.${signature}`,
      'with no signature at all': `${header}.${boss}.`,
      'with a signature that was changed': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    };
    for (const [how, one] of Object.entries(forged)) {
      const { status } = await visitor('forger').get('/me', bearer(one));
      holds(status === 401, `A token ${how} was answered by ${status}.`);
    }
    holds(
      (
        await visitor('forger').get(
          '/me',
          bearer(`${header}.${encode({ ...decode(payload), exp: 4e9 })}.${signature}`),
        )
      ).status === 401,
      'A token whose end was changed was taken.',
    );
    const other = (await ada.post('/login', { user: ada.name })).body.token as string;
    works((await ada.post('/logout', {}, bearer(token))).status === 201, 'POST /logout must answer 201.');
    for (let time = 0; time < 6; time++) {
      const { status, replica } = await ada.get('/me', bearer(token));
      holds(status === 401, `After the logout ${replica} still takes the token.`);
    }
    works(
      (await ada.get('/me', bearer(other))).status === 200,
      'A logout must end the token that it came with, and no other.',
    );
    await play.crash('app-1', { TOKEN_SECONDS: '1' });
    const restarted = ada.straightTo(play.urlOf('app-1'));
    for (let time = 0; time < 2; time++) {
      const { status } = await restarted.get('/me', bearer(token));
      holds(status === 401, 'After a restart app-1 takes the token of before the logout again.');
      works(
        (await restarted.get('/me', bearer(other))).status === 200,
        'A token outlives the restart of a replica.',
      );
    }
    const short = (await restarted.post('/login', { user: ada.name })).body.token as string;
    await delay(2100);
    for (let time = 0; time < 3; time++)
      holds(
        (await ada.get('/me', bearer(short))).status === 401,
        'A token of one second still opens after two: its expiry is not checked.',
      );
    holds(
      (await ada.get('/me', bearer(token))).status === 401,
      'Two seconds after the logout the token counts again.',
    );
  },
};

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
}
