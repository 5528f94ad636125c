import 'reflect-metadata';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Controller, Get, Module, Post, Res, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const claims = { sub: 'user-1', roles: ['customer'], permissions: [] };
const ISSUER = 'https://shop.example';
const AUDIENCE = 'https://shop.example/api';

/** Two routes: one gives a token, which travels in a header that the load sends from then on; the other is what is guarded. */
async function app({ issue = () => '', guard, imports = [] }) {
  class BenchController {
    async begin(reply) {
      reply.header('authorization', `Bearer ${await issue()}`);
      return {};
    }

    read() {
      return { ok: true };
    }
  }
  // The decorators, applied by hand: Node runs this file as it is.
  const decorate = (decorator, name) =>
    decorator(
      BenchController.prototype,
      name,
      Object.getOwnPropertyDescriptor(BenchController.prototype, name),
    );
  Controller()(BenchController);
  decorate(Post('begin'), 'begin');
  decorate(Get('read'), 'read');
  Res({ passthrough: true })(BenchController.prototype, 'begin', 0);
  if (guard) decorate(UseGuards(guard), 'read');
  class BenchModule {}
  Module({ imports, controllers: [BenchController] })(BenchModule);
  return NestFactory.create(BenchModule, new FastifyAdapter(), { logger: false });
}

/** A guard that verifies the Bearer token by a function, with no passport. */
function guardBy(verify) {
  return {
    async canActivate(context) {
      const request = context.switchToHttp().getRequest();
      request.user = await verify(request.headers.authorization.slice(7));
      return true;
    },
  };
}

/** passport-jwt as Nest's documentation shows it. */
async function passportJwt(signingKey, verifyingKey, algorithm) {
  const { AuthGuard, PassportStrategy } = await import('@nestjs/passport');
  const { default: passport } = await import('passport-jwt');
  const { default: jwt } = await import('jsonwebtoken');
  class JwtStrategy extends PassportStrategy(passport.Strategy) {
    validate(payload) {
      return { userId: payload.sub, roles: payload.roles };
    }
  }
  new JwtStrategy({
    jwtFromRequest: passport.ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKey: verifyingKey,
    algorithms: [algorithm],
    issuer: ISSUER,
    audience: AUDIENCE,
  });
  const signed = { algorithm, expiresIn: 3600, issuer: ISSUER, audience: AUDIENCE };
  return app({ issue: () => jwt.sign(claims, signingKey, signed), guard: AuthGuard('jwt') });
}

async function ours(options) {
  const { AccessTokenIssuer, AuthModule, Public } = await import('./dist/index.js');
  const jwk = { ...ed25519.privateKey.export({ format: 'jwk' }), kid: 'bench' };
  const auth = AuthModule.forRoot({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: [jwk],
    users: {},
    refreshFamilies: {},
    ...options,
  });
  let issuer;
  const opened = await app({
    imports: [auth],
    issue: async () => {
      const subject = { userId: 'user-1', roles: ['customer'], authenticatedAt: Date.now() / 1000 };
      return (await issuer.issue({ ...subject, familyId: 'family' })).token;
    },
  });
  issuer = opened.get(AccessTokenIssuer, { strict: false });
  // The route that gives tokens is open; the other is closed by the library's own global guard.
  const [controller] = [...opened.container.getModules().values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  const { prototype } = controller.metatype;
  Public()(prototype, 'begin', Object.getOwnPropertyDescriptor(prototype, 'begin'));
  return opened;
}

/** Tokens of the same claims as the library's, so that both verify as many bytes. */
async function byJose() {
  const { jwtVerify, SignJWT } = await import('jose');
  const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], typ: 'at+jwt' };
  const more = { jti: crypto.randomUUID(), sid: 'family', auth_time: Date.now() / 1000 };
  return {
    issue: () =>
      new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'bench' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(ed25519.privateKey),
    verify: async (token) => (await jwtVerify(token, ed25519.publicKey, options)).payload,
  };
}

const ed25519 = generateKeyPairSync('ed25519');

/** Who guards the route, by the name that the table gives it. */
export const variants = {
  bare: () => app({}),
  'libs/auth, token seen before': () => ours({}),
  'libs/auth, first sight': () => ours({ rememberedTokens: 0 }),
  'jose, EdDSA': async () => {
    const { issue, verify } = await byJose();
    return app({ issue, guard: guardBy(verify) });
  },
  'jose, EdDSA, in a passport guard': async () => {
    const { issue, verify } = await byJose();
    const { AuthGuard, PassportStrategy } = await import('@nestjs/passport');
    const { default: passport } = await import('passport-strategy');
    class BearerStrategy extends passport.Strategy {
      authenticate(request) {
        verify(request.headers.authorization.slice(7)).then(
          ({ sub, roles }) => this.success({ userId: sub, roles }),
          () => this.fail(401),
        );
      }
    }
    class NamedStrategy extends PassportStrategy(BearerStrategy, 'jose') {
      validate() {}
    }
    new NamedStrategy();
    return app({ issue, guard: AuthGuard('jose') });
  },
  'passport-jwt, HS256, KeyObject': async () => {
    const { createSecretKey } = await import('node:crypto');
    const key = createSecretKey(randomBytes(32));
    return passportJwt(key, key, 'HS256');
  },
  'passport-jwt, HS256, text': () => {
    const secret = randomBytes(32).toString('base64');
    return passportJwt(secret, secret, 'HS256');
  },
  'passport-jwt, RS256': () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return passportJwt(privateKey, publicKey.export({ type: 'spki', format: 'pem' }), 'RS256');
  },
  '@nestjs/jwt, HS256': async () => {
    const { JwtService } = await import('@nestjs/jwt');
    const options = { issuer: ISSUER, audience: AUDIENCE };
    const jwt = new JwtService({ secret: randomBytes(32).toString('base64') });
    return app({
      issue: () => jwt.signAsync(claims, { ...options, expiresIn: 3600 }),
      guard: guardBy((token) => jwt.verifyAsync(token, options)),
    });
  },
  'fast-jwt, EdDSA, with its cache': async () => {
    const { createSigner, createVerifier } = await import('fast-jwt');
    const pem = (key, type) => key.export({ type, format: 'pem' });
    const options = { iss: ISSUER, aud: AUDIENCE, algorithm: 'EdDSA', expiresIn: 3_600_000 };
    const sign = createSigner({ ...options, key: pem(ed25519.privateKey, 'pkcs8') });
    const verify = createVerifier({
      key: pem(ed25519.publicKey, 'spki'),
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      cache: true,
    });
    return app({ issue: () => sign(claims), guard: guardBy((token) => verify(token)) });
  },
};
