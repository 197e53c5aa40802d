// Taken away before anything else is loaded: fabric-common reads the command line by itself when it is imported, and
// at `--version` or `--help` ends the program.
const words = process.argv.splice(2);
const { runStart } = await import('./city/start-command.js');
process.exitCode = await runStart(words, process.env);

export {};
