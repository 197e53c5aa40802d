#!/usr/bin/env node

// Taken away before anything else is loaded: fabric-common reads the command line by itself when it is
// imported, and at `--version` or `--help` ends the program.
const words = process.argv.splice(2);
const { runCommandLine } = await import('./commands.js');
const { NetworkError } = await import('./errors.js');
process.exitCode = await runCommandLine(words, process.env, interrupted);

/** From here on a signal ends the command in order; a second one ends it at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      controller.abort(
        new NetworkError(
          'INTERRUPTED',
          '已中断：本次启动的进程已停止，之前已在运行的不受影响',
          'interrupted: what this start began has been stopped, what ran before goes on',
        ),
      );
    });
  }
  return controller.signal;
}

export {};
