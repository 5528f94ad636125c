import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link Roles}. */
export const REQUIRED_ROLES = Symbol('RequiredRoles');

/** Asks for one of these roles: 401 for a caller who is not signed in, 403 for one who has none of them. */
export const Roles = (...roles: [string, ...string[]]) => SetMetadata(REQUIRED_ROLES, roles);
