/**
 * All that a child process inherits. What else it needs is said by whoever starts it, so that a Fabric
 * or Go variable in the user's shell changes nothing.
 */
export function childEnvironment(): Record<string, string> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/' } = process.env;
  return { PATH, HOME };
}
