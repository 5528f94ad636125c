#!/usr/bin/env node
// Copies a library into a Nest project, and later merges newer releases into the copy. See docs/copying-a-module.md.
import { main } from './main.mjs';

// npm runs scripts in the checkout, whatever directory it was called in.
const { status, output } = main(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
if (status === 1) console.error(output);
else console.log(output);
process.exitCode = status;
