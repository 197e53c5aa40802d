// Loaded before the program of a child process: the child ends with whoever started it, however that one ended.
process.stdin.on('error', end).on('end', end).on('close', end).resume();
(process.stdin as unknown as { unref?: () => void }).unref?.();

function end(): void {
  process.kill(process.pid, 'SIGTERM');
}
