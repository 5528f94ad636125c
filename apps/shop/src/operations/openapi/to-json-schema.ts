import { z } from 'zod';

/**
 * Returns the JSON Schema of a zod schema, as OpenAPI 3.1 has it: in 3.0 a reference could not be nullable. A body may
 * leave out what has a default, an answer has it.
 */
export function toJsonSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _, $defs: components = {}, ...converted } = z.toJSONSchema(schema, { io: schemaType });
  return { schema: converted, components };
}
