// A process of its own: the visitors who are measured must not wait for the event loop of the client that floods. Nor may they wait
// for its share of the processor, which a client on another machine would not take from them.
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { flood } from './flood.js';

const [url = '', seconds = '', address = ''] = process.argv.slice(2);
setPriority(constants.priority.PRIORITY_LOW);
process.send!('ready');
await once(process, 'message');
process.send!(await flood(url, Number(seconds), address));
process.disconnect();
