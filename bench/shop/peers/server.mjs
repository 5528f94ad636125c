// One of the peers as a process of its own: PEER names it.
import { variants } from './variants.mjs';

const app = await variants[process.env.PEER]();
await app.listen(process.env.PORT, '127.0.0.1');
