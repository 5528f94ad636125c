// What two requests of one browser do to a session when they meet. Each race has a session of its own.
const RACES = 200;

/**
 * Two tabs write at the same moment, each a key of its own: is one of the two gone afterwards?
 * @param url of a variant's server
 * @returns how many of 200 races lost a write
 */
export function lostWrites(url) {
  return count(url, async (browser) => {
    await Promise.all([browser.send('POST', '/mark/first'), browser.send('POST', '/mark/second')]);
    const { marks } = await browser.send('GET', '/marks');
    return marks.length < 2;
  });
}

/**
 * A logout comes while another request is at work, which writes when the logout has been answered: is there a session
 * again for the holder of the old cookie?
 * @param url of a variant's server
 * @returns how many of 200 races brought the session back
 */
export function revivedSessions(url) {
  return count(url, async (browser) => {
    const before = browser.copy();
    const write = browser.copy().send('POST', '/mark-slowly', { orRefused: true });
    await browser.send('POST', '/end');
    await write;
    return (await before.send('GET', '/read')).lines > 0;
  });
}

async function count(url, race) {
  let races = 0;
  for (let at = 0; at < RACES; at++) {
    const browser = new Browser(url);
    await browser.send('POST', '/begin');
    if (await race(browser)) races++;
  }
  return `${races} of ${RACES}`;
}

/** Keeps cookies as a browser does: the last response wins. */
class Browser {
  #url;
  #cookies;

  constructor(url, cookies = []) {
    this.#url = url;
    this.#cookies = new Map(cookies);
  }

  /** A second holder of the current cookies, who gets no new ones. */
  copy() {
    return new Browser(this.#url, this.#cookies);
  }

  async send(method, path, { orRefused = false } = {}) {
    const cookie = [...this.#cookies.values()].join('; ');
    const answer = await fetch(`${this.#url}${path}`, { method, headers: { cookie } });
    for (const told of answer.headers.getSetCookie()) {
      const [pair] = told.split(';', 1);
      this.#cookies.set(pair.split('=', 1)[0], pair);
    }
    if (!answer.ok && !(orRefused && answer.status === 409))
      throw new Error(`${path} was answered by ${answer.status}.`);
    return answer.json();
  }
}
