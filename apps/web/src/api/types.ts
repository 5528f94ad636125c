import type { components, paths } from './schema';

type Schemas = components['schemas'];
type JsonOf<Message> = Message extends { content: { 'application/json': infer Body } } ? Body : never;

/** Names for the shapes of the API that the pages speak of. Money is an integer of minor units. */
export type Product = Schemas['Product'];
export type Cart = Schemas['Cart'];
export type CartLine = Cart['items'][number];
export type Order = Schemas['Order'];
export type Customer = JsonOf<paths['/api/auth/me']['get']['responses'][200]>;
export type Category = JsonOf<paths['/api/categories']['get']['responses'][200]>['items'][number];
export type CheckoutRequest = JsonOf<paths['/api/checkout']['post']['requestBody']>;
export type Registration = JsonOf<paths['/api/auth/register']['post']['requestBody']>;
export type Credentials = JsonOf<paths['/api/auth/login']['post']['requestBody']>;
export type ListedSession = JsonOf<paths['/api/auth/sessions']['get']['responses'][200]>['items'][number];
export type ListedUser = Schemas['ListedUser'];
export type Mode = Schemas['Mode'];
export type Whoami = Schemas['Whoami'];
export type Telemetry = Schemas['Telemetry'];
export type CrowdRun = Schemas['CrowdRun'];
export type StartCrowd = JsonOf<paths['/api/lab/crowd']['post']['requestBody']>;
