// A process of its own: the visitors who are measured must not wait for the event loop of the client that floods.
import { flood } from './flood.js';

const [url = '', seconds = ''] = process.argv.slice(2);
process.send!(await flood(url, Number(seconds)));
process.disconnect();
