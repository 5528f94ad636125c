// One variant as a process of its own: tells its port, and on any message the CPU time that it has used.
import { variants } from './variants.mjs';

const [name, socket] = process.argv.slice(2);
const app = await variants[name](socket);
await app.listen(0, '127.0.0.1');
process.on('message', () => process.send({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit());
process.send({ url: await app.getHttpServer().address() });
