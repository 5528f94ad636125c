import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Settings } from '../settings/settings.js';
import { serveNotice } from './serve-notice.js';
import { servePages } from './serve-pages.js';
import { findWebRoot } from './web-root.js';

/**
 * Serves the built storefront. By plain Fastify routes, not by controllers: a picture needs no guard, no session and no
 * pipe, and nothing here depends on who asks.
 */
@Module({})
export class PagesModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    const root = findWebRoot(this.settings.webRoot);
    if (root === undefined) serveNotice(fastify);
    else servePages(fastify, root);
  }
}
