import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

// What Nest's decorators write (@nestjs/common/constants), the same in Nest 10 to 12.
const INTERCEPTORS = '__interceptors__';
const ROUTE_ARGUMENTS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';
const SSE = '__sse__';
/** `@Res()` and `@Next()`, by their number in the names of arguments: `1:0` is `@Res()` as the first parameter. */
const WRITES_THE_RESPONSE = /^[12]:\d+$/;

type Metadata = Record<string, unknown> | undefined;

/**
 * Refuses to start an application with a route whose answers cannot be repeated: its handler writes the response itself, by
 * `@Res()` or `@Next()` without `passthrough: true`, or sends server-sent events.
 */
@Injectable()
export class IdempotentRoutes implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error that names the first such handler */
  onModuleInit(): void {
    for (const { metatype } of this.discovery.getControllers())
      if (typeof metatype === 'function') checkController(metatype);
  }
}

function checkController(controller: { readonly name: string; readonly prototype: object }): void {
  for (const [name, handler] of handlersOf(controller.prototype)) {
    if (!isIdempotent(controller) && !isIdempotent(handler)) continue;
    const writes = Object.keys(
      (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) as Metadata) ?? {},
    ).some((argument) => WRITES_THE_RESPONSE.test(argument));
    if (writes && Reflect.getMetadata(PASSTHROUGH, controller, name) !== true)
      throw new Error(
        `${controller.name}.${name} writes the response itself, so its answer cannot be repeated: write @Res({ passthrough: true }), or take @Idempotent() off.`,
      );
    if (Reflect.hasMetadata(SSE, handler))
      throw new Error(
        `${controller.name}.${name} sends events, which cannot be repeated: take @Idempotent() off.`,
      );
  }
}

/** Methods of a class and of those that it extends. */
function handlersOf(prototype: object | null): [string, object][] {
  if (prototype === null || prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'constructor' ? [[name, value] as [string, object]] : [],
  );
  return [...own, ...handlersOf(Object.getPrototypeOf(prototype) as object | null)];
}

function isIdempotent(target: object): boolean {
  const interceptors = (Reflect.getMetadata(INTERCEPTORS, target) ?? []) as unknown[];
  return interceptors.some(
    (used) => used === IdempotencyInterceptor || used instanceof IdempotencyInterceptor,
  );
}
