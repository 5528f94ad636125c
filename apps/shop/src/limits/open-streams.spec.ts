import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings/read-settings.js';
import { TooManyStreamsError } from './limits.errors.js';
import { OpenStreams } from './open-streams.js';

const limitedTo = (streams: number) =>
  new OpenStreams(readSettings({ LIMIT_STREAMS: String(streams), SHOP_ROUTING: 'cookie' }));

describe('OpenStreams', () => {
  it('refuses an address that holds as many as it may, and no other', () => {
    const streams = limitedTo(2);
    streams.open('2001:db8::1');
    streams.open('2001:db8::2');
    expect(() => streams.open('2001:db8::3')).toThrow(TooManyStreamsError);
    expect(streams.isFull('2001:db8::4')).toBe(true);
    expect(streams.isFull('2001:db8:0:1::1')).toBe(false);
    streams.open('192.0.2.1');
  });

  it('counts a stream that ended once, however often it ends', () => {
    const streams = limitedTo(2);
    const close = streams.open('192.0.2.1');
    streams.open('192.0.2.1');
    close();
    close();
    streams.open('::ffff:192.0.2.1');
    expect(streams.isFull('192.0.2.1')).toBe(true);
  });
});
