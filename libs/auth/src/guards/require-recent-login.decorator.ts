import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link RequireRecentLogin}. */
export const RECENT_LOGIN_SECONDS = Symbol('RecentLoginSeconds');

/**
 * Asks for a login that is not older than this: for what a stolen, still valid session must not do (ASVS 5.0 7.5.1). An older
 * one gets a 403. Such a route answers 503 while this replica cannot know of revocations.
 * @param maxAgeSeconds 900 by default
 */
export const RequireRecentLogin = (maxAgeSeconds = 900) => SetMetadata(RECENT_LOGIN_SECONDS, maxAgeSeconds);
