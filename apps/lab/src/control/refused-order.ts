import { LauncherError } from '../processes/launcher-error.js';

/** An order that the launcher does not know, or that is not in its form. */
export class RefusedOrder extends LauncherError {}
