import fc, { type Arbitrary } from 'fast-check';
import type { Document, NamedOperation, Parameter, Schema } from './document.js';

/** Who sends a request. */
export const CALLERS = ['guest', 'customer', 'admin'] as const;

/** A request to one operation. */
export interface FuzzRequest {
  readonly operation: NamedOperation;
  readonly caller: (typeof CALLERS)[number];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Undefined: none is sent. */
  readonly body: unknown;
}

/** Values that exist in this shop, by the name of a parameter or member: random ones are nearly always a 404. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

/** Makes requests to the operations of a document, most of them valid, others nearly. */
export class Arbitraries {
  constructor(
    private readonly document: Document,
    private readonly known: KnownValues,
  ) {}

  /** Requests to one operation. */
  requestsTo(operation: NamedOperation): Arbitrary<FuzzRequest> {
    return fc.record({
      // A failure is reported with the operation's name instead of all that the document says about it.
      operation: fc.constant({ ...operation, [fc.toStringMethod]: () => operation.name }),
      caller: fc.constantFrom(...CALLERS),
      parameters: this.parametersOf(operation),
      body: this.bodyOf(operation),
    });
  }

  private parametersOf({ parameters = [], path }: NamedOperation): Arbitrary<Record<string, unknown>> {
    const values = parameters.map((parameter) => [parameter.name, this.parameter(parameter, path)] as const);
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    return fc.record<Record<string, unknown>>(Object.fromEntries(values), {
      requiredKeys: inPath.map(({ name }) => name),
    });
  }

  private parameter({ name, in: place, schema }: Parameter, path: string): Arbitrary<unknown> {
    const known = this.known[`${path} ${name}`] ?? this.known[name] ?? [];
    const made = fc.oneof({ weight: 4, arbitrary: this.valid(schema) }, TEXT);
    const value = known.length > 0 ? fc.oneof(fc.constantFrom(...known), made) : made;
    if (place === 'path') return value.filter((each) => !['', '.', '..'].includes(String(each)));
    return place === 'header' ? value.map((each) => String(each).replace(/[^\x20-\x7e]/g, 'x')) : value;
  }

  private bodyOf({ requestBody }: NamedOperation): Arbitrary<unknown> {
    const schema = requestBody?.content['application/json']?.schema;
    if (!schema) return fc.constant(undefined);
    const good = this.valid(schema);
    return fc.oneof(
      { weight: 6, arbitrary: good },
      { weight: 3, arbitrary: fc.tuple(good, fc.string(), ANYTHING, fc.nat()).map(spoil) },
      { weight: 1, arbitrary: ANYTHING },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  }

  /** Makes values that a schema allows. @throws Error for a schema of a form that the document did not use yet */
  private valid(schema: Schema): Arbitrary<unknown> {
    const { $ref, type, anyOf } = schema;
    if ($ref !== undefined)
      return this.valid(this.document.components.schemas[$ref.split('/').at(-1) as string] as Schema);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (anyOf) return fc.oneof(...anyOf.map((option) => this.valid(option)));
    if (type === 'string') return text(schema);
    if (type === 'null') return fc.constant(null);
    if (type === 'integer') return fc.integer(bounds(schema));
    if (type === 'number') return fc.double({ ...bounds(schema), noNaN: true });
    if (type === 'object') return this.members(schema);
    if (type !== 'array' || !schema.items)
      throw new Error(`No values can be made for the schema ${JSON.stringify(schema)}.`);
    const { minItems: minLength = 0, maxItems: maxLength = 5 } = schema;
    return fc.array(this.valid(schema.items), { minLength, maxLength });
  }

  private members({ properties = {}, required = [], minProperties = 0 }: Schema): Arbitrary<unknown> {
    const values = Object.entries(properties).map(([name, schema]) => {
      const known = this.known[name] ?? [];
      const made = this.valid(schema);
      return [name, known.length > 0 ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, made) : made] as const; // prettier-ignore
    });
    return fc
      .record<Record<string, unknown>>(Object.fromEntries(values), { requiredKeys: [...required] })
      .filter((value) => Object.keys(value).length >= minProperties);
  }
}

const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('0', '-1', '1e999', 'null', 'true', '\0', 'a\0b', '%00', "' OR 1=1 --", '[]', 'NaN'),
);
const UNUSUAL: fc.JsonValue[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  '',
  '\0',
  '\ud800',
  'a'.repeat(5_000),
  [],
  {},
  [[]],
  { a: {} }, // prettier-ignore
];
const ANYTHING = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...UNUSUAL));

/** Changes, removes or adds one member of a value, at the top or one level down. */
function spoil([value, name, other, choice]: [unknown, string, unknown, number]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return other;
  const keys = Object.keys(value);
  const key = keys[choice % (keys.length + 1)];
  if (key === undefined) return { ...value, [name === '__proto__' ? 'extra' : name]: other };
  const { [key]: member, ...rest } = value as Record<string, unknown>;
  if (choice % 3 === 0) return rest;
  return { ...rest, [key]: choice % 3 === 1 ? other : spoil([member, name, other, choice >> 2]) };
}

function bounds({ minimum = -(2 ** 31), maximum = 2 ** 31 - 1 }: Schema) {
  return { min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) };
}

function text({ format, pattern, minLength = 0, maxLength = 200 }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.nat().map((number) => `fuzz-${number}@example.com`);
  const usual = fc
    .string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, maxLength >> 3) })
    .filter((value) => pattern === undefined || new RegExp(pattern, 'u').test(value));
  const longest = fc.string({ unit: 'grapheme-ascii', minLength: maxLength, maxLength });
  if (pattern === '\\S') return fc.oneof(usual, longest.map((value) => `x${value.slice(1, -1)}x`)); // prettier-ignore
  return pattern === undefined ? fc.oneof(usual, longest) : fc.stringMatching(new RegExp(pattern));
}
