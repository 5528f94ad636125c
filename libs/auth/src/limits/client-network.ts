import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns the network that a limit counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is what one
 * household gets (RFC 6177, section 2). An IPv4-mapped address (RFC 4291, section 2.5.5.2) counts as the IPv4 address. A zone
 * (RFC 4007, section 11), and brackets and a port, which some proxies write into `X-Forwarded-For`, do not count. Text that is no
 * address is returned unchanged.
 *
 * @example
 * clientNetwork('2001:db8::1'); // '2001:db8:0:0::/64'
 * clientNetwork('::ffff:192.0.2.1'); // '192.0.2.1'
 * clientNetwork('[2001:db8::1]:50123'); // '2001:db8:0:0::/64'
 */
export function clientNetwork(address: string): string {
  const text = bareAddress(address);
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return address;
  const groups = groupsOf(text);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The address without its brackets, port and zone. */
function bareAddress(address: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(address) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(address) ?? [];
  const [text = ''] = (inBrackets ?? beforePort ?? address).split('%');
  return text;
}

/** The eight groups of an IPv6 address, whichever way it is written. */
function groupsOf(address: string): number[] {
  const inHex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = [], tail = []] = inHex.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}
