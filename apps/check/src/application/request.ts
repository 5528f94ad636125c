import type { Config, OperationName, RequestTemplate } from './config.js';

/** Values for the placeholders of a template. */
export type Values = Readonly<Record<string, string | undefined>>;

/** A request that is ready to be sent. */
export interface PreparedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Fills in a template. @throws TypeError if the config has no such operation */
export function prepareRequest(config: Config, name: OperationName, values: Values): PreparedRequest {
  const template = config.operations[name];
  if (!template) throw new TypeError(`The config has no "${name}".`);
  const [method = '', path = ''] = template.request.split(' ');
  const body = bodyOf(template, values);
  const headers: Record<string, string> = {};
  for (const [header, value] of Object.entries({ ...config.headers, ...template.headers }))
    if (placeholdersOf(value).every((each) => values[each] !== undefined))
      headers[header.toLowerCase()] = fill(value, values);
  if (body !== undefined)
    headers['content-type'] ??= template.form ? 'application/x-www-form-urlencoded' : 'application/json';
  return { method, path: fill(path, values, encodeURIComponent), headers, body };
}

/** Returns what a response says that the client shall keep. */
export function captured(template: RequestTemplate, text: string): Record<string, string> {
  if (!template.capture) return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {};
  }
  const found: Record<string, string> = {};
  for (const [name, path] of Object.entries(template.capture)) {
    const value = path.split('.').reduce((at: unknown, key) => (at as Record<string, unknown>)?.[key], body);
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

/** Formats a request as a command for curl. */
export function asCurl(
  { method, path, headers, body }: PreparedRequest,
  origin: string,
  cookie: string,
): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const all = { ...headers, ...(cookie && { cookie }) };
  return [
    `curl -i -X ${method} ${quote(origin + path)}`,
    ...Object.entries(all).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data ${quote(body)}`]),
  ].join(' ');
}

function bodyOf({ json, form }: RequestTemplate, values: Values): string | undefined {
  if (form)
    return new URLSearchParams(
      Object.entries(form).map(([name, value]): [string, string] => [name, fill(value, values)]),
    ).toString();
  return json === undefined ? undefined : JSON.stringify(fillIn(json, values));
}

function fillIn(json: unknown, values: Values): unknown {
  if (typeof json === 'string') return fill(json, values);
  if (Array.isArray(json)) return json.map((each) => fillIn(each, values));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [fill(key, values), fillIn(value, values)]),
  );
}

function fill(text: string, values: Values, encode = (value: string) => value): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encode(value);
  });
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}
