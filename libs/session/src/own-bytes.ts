/**
 * The same bytes in memory of their own, to be kept: a copy, unless they have that already. A small Buffer is a view of a
 * pool that it shares with others (8 KB in Node 20 and 22), and what comes off a socket is a view of the whole network
 * buffer: whoever keeps the view keeps all of that.
 */
export function ownBytes(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const own = Buffer.allocUnsafeSlow(view.length);
  view.copy(own);
  return own;
}
