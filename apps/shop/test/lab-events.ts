import { fetch } from 'undici';
import { telemetrySchema, type Telemetry } from '../src/lab/telemetry/telemetry.schema.js';

/** Reads the lab's event stream until `enough` says so, and answers the event that did. */
export async function untilEvent(url: string, enough: (event: Telemetry) => boolean): Promise<Telemetry> {
  for await (const event of labEvents(url)) if (enough(event)) return event;
  throw new Error('The event stream ended.');
}

/** The lab's events; the stream closes where the reader stops. */
export async function* labEvents(url: string): AsyncGenerator<Telemetry> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/lab/events`, { signal: stop.signal });
  if (!answer.ok || !answer.body) throw new Error(`The events were answered by ${answer.status}.`);
  try {
    let text = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const parts = (text + piece).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (data) yield telemetrySchema.parse(JSON.parse(data));
      }
    }
  } finally {
    stop.abort();
  }
}
