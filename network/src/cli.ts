#!/usr/bin/env node

// Taken away before anything else is loaded: fabric-common reads the command line by itself when it is
// imported, and at `--version` or `--help` ends the program.
const words = process.argv.splice(2);
const { runCommandLine } = await import('./commands.js');
process.exitCode = await runCommandLine(words, process.env);

export {};
