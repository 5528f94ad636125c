import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ReplicaOptions } from './replica.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: REPLICA_OPTIONS } =
  new ConfigurableModuleBuilder<ReplicaOptions>({ moduleName: 'Replica' })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
