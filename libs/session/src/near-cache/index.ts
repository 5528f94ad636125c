export { nearCached, NearCachedSessionStore } from './near-cached-session.store.js';
export type { NearCacheOptions, NearCacheStatistics } from './near-cache.options.js';
