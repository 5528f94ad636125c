import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { addProblemResponses } from './problem-responses.js';
import { addSecurity } from './security.js';
import { toJsonSchema } from './to-json-schema.js';

/** The description of the whole API, made from its controllers and their schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Session Lab: the shop')
    .setDescription(
      'A shop that runs as several replicas. Browsers are signed in by cookie, API clients by `Authorization: Bearer` with a ' +
        'token of `POST /api/auth/token`. Errors are problems (RFC 9457). Money is an integer of minor units with a currency.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This host')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config, { standardSchemaConverter: toJsonSchema });
  return addProblemResponses(addSecurity(document, app));
}
