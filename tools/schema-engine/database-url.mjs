/**
 * The same server and account, another database.
 * @param {string} url
 * @param {string} database
 */
export function withDatabase(url, database) {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** The database that an address names. @param {string} url */
export function databaseOf(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** A name as SQL writes it. @param {string} name */
export function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}
