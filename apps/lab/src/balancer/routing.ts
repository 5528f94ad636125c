/** How the balancer picks a replica: see deploy/nginx/nginx.conf.template. */
export const ROUTINGS = ['any', 'cookie', 'url', 'ip'] as const;

/** One of ROUTINGS. */
export type Routing = (typeof ROUTINGS)[number];
