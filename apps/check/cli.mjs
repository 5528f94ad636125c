#!/usr/bin/env node
// `npx session-check`: the package's command. In a checkout it is `npm run check`.
import { main } from './dist/apps/check/src/main.js';

process.exitCode = await main(process.argv.slice(2), process.cwd(), 'npx session-check');
