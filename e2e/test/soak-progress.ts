/** Kills of a soak run: a short one shows that it works. */
export const soakKills = Number(process.env['SOAK_KILLS'] ?? 200);

/** Every tenth, on the error output, which is all that a run in the background shows. */
export function tellProgress(what: string): (killed: number, process: string) => void {
  const begun = performance.now();
  return (killed, name) => {
    if (killed % 10 !== 0 && killed !== soakKills) return;
    const seconds = Math.round((performance.now() - begun) / 1000);
    process.stderr.write(`${what}: ${killed} of ${soakKills} killed, ${seconds} s, last ${name}\n`);
  };
}
