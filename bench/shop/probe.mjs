// Loaded into a server under test with --import: tells the CPU time that its process has used, in µs.
process.on('message', () => process.send({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit());
process.channel.unref();
