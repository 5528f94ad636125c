import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FuzzRequest } from './arbitraries.js';
import type { Content, Document, NamedOperation, Schema } from './document.js';

/** What the shop answered. */
export interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** An escaped NUL or lone surrogate in JSON. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** Judges answers by the document. */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(private readonly document: Document) {
    addFormats.default(this.ajv);
  }

  /** Returns how an answer breaks the document, or undefined. */
  breach(request: FuzzRequest, answer: Answer): string | undefined {
    const { operation } = request;
    const { status, mediaType, text } = answer;
    if (status >= 500) return `${status} is a server error`;
    const declared = operation.responses[status] ?? (status < 400 ? undefined : operation.responses['4XX']);
    if (!declared) return `the status ${status} is not declared`;
    const wrong = this.wrongContent(declared.content, mediaType, text);
    if (wrong !== undefined) return wrong;
    if (request.body === undefined) return undefined;
    const isValid = this.takes(operation, request.body);
    if (isValid && this.isRefusedBody(request, answer)) return 'a body that the document allows is refused';
    return !isValid && status < 300 ? 'a body that the document forbids is accepted' : undefined;
  }

  /** Whether the document allows a body. */
  private takes({ requestBody }: NamedOperation, body: unknown): boolean {
    const schema = requestBody?.content['application/json']?.schema;
    if (schema === undefined) return true;
    // A rule for all texts, which schemas do not repeat: what PostgreSQL cannot store is refused.
    if (UNSTORABLE.test(JSON.stringify(body))) return false;
    return this.validate(schema, body) === undefined;
  }

  private isRefusedBody({ operation }: FuzzRequest, { status, text }: Answer): boolean {
    if (status !== 400) return false;
    const { title, errors = [] } = JSON.parse(text) as { title: string; errors?: { pointer: string }[] };
    const parameters = (operation.parameters ?? []).map(({ name }) => `#/${name}`);
    return title === 'Invalid request' && !errors.every(({ pointer }) => parameters.includes(pointer));
  }

  private wrongContent(content: Content | undefined, mediaType: string, text: string): string | undefined {
    if (!content) return text === '' ? undefined : `a body is sent where none is declared: ${text}`;
    const schema = content[mediaType]?.schema;
    if (!schema) return `the media type ${mediaType} is not declared`;
    if (mediaType === 'text/event-stream') return undefined;
    const error = this.validate(schema, JSON.parse(text));
    return error && `the body does not match its schema: ${error}`;
  }

  private validate(schema: Schema, value: unknown): string | undefined {
    const known = this.compiled.get(schema);
    const check = known ?? this.ajv.compile({ ...schema, components: this.document.components });
    if (!known) this.compiled.set(schema, check);
    return check(value) ? undefined : this.ajv.errorsText(check.errors);
  }
}
