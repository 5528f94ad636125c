import { LauncherError } from '../processes/launcher-error.js';
import { freePort, isPortFree } from '../processes/ports.js';

/** The listeners of one balancer. */
export interface BalancerPorts {
  port: number;
  /** For the listener that believes X-Forwarded-For. */
  crowdPort: number;
}

/**
 * The ports of `count` balancers: `first` and those after it, or free ones where `first` is 0.
 * @throws LauncherError where one is in use.
 */
export async function balancerPorts(first: number, count: number): Promise<BalancerPorts[]> {
  const ports: BalancerPorts[] = [];
  for (let index = 0; index < count; index += 1) {
    const port = first === 0 ? await freePort() : first + index;
    if (!(await isPortFree(port))) {
      throw new LauncherError(
        `Port ${port} is in use: stop what listens there, or choose another with --port${index > 0 ? ', or take one balancer with --balancers 1' : ''}.`,
      );
    }
    ports.push({ port, crowdPort: await freePort() });
  }
  return ports;
}
