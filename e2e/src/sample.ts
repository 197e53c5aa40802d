// Taken away before anything else is loaded: fabric-common reads the command line by itself when it is imported, and
// at `--version` or `--help` ends the program.
const words = process.argv.splice(2);
const { runSample } = await import('./city/sample-command.js');
process.exitCode = await runSample(words);

export {};
