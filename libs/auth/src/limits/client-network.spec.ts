import { describe, expect, it } from 'vitest';
import { clientNetwork } from './client-network.js';

describe('clientNetwork', () => {
  it.each([
    ...['2001:db8::1', '2001:db8::c', '2001:0DB8:0:0:1:2:3:4', '2001:db8:0:0:ffff::', '2001:db8::1%eth0'],
    ...['[2001:db8::1]', '[2001:db8::1]:443', '[2001:db8::1%eth0]:443'],
  ])('counts %s by its /64', (address) => expect(clientNetwork(address)).toBe('2001:db8:0:0::/64'));

  it.each([
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::', 'fe80:0:0:0::/64'],
  ])('expands %s before it is cut', (address, network) => expect(clientNetwork(address)).toBe(network));

  it.each([
    ...['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ...['192.0.2.1:50123', '[::ffff:192.0.2.1]:50123'],
  ])('counts %s as the IPv4 address', (address) => expect(clientNetwork(address)).toBe('192.0.2.1'));

  it.each(['', 'unknown', ':::', '1.2.3', '[]', '1.2.3:80', '[192.0.2.1'])(
    'leaves %j, which is no address, as it is',
    (text) => expect(clientNetwork(text)).toBe(text),
  );
});
