// One variant as a process of its own: tells its port, and on any message the CPU time that it has used.
import { variants } from './apps.mjs';

const app = await variants[process.argv[2]]();
await app.listen(0, '127.0.0.1');
process.on('message', () => process.send({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit());
process.send({ url: await app.getHttpServer().address() });
