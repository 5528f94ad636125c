import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { IdempotencyOptions } from './idempotency.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: IDEMPOTENCY_OPTIONS } =
  new ConfigurableModuleBuilder<IdempotencyOptions>({ moduleName: 'Idempotency' })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
