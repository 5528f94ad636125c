import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link Public}. */
export const PUBLIC_ROUTE = Symbol('PublicRoute');

/**
 * Opens a route, or every route of a controller, to callers who are not signed in. `request.user` is still filled
 * when the credentials are good; a refused `Authorization` header is a 401 even here.
 */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);
