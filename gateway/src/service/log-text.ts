/** Causes of causes: no more of them than anybody reads. */
const deepest = 8;

/**
 * What the gateway's log has of something that it was told. An error with a code was foreseen: one line, with the words
 * of its causes. Anything else is a defect: its stack and those of its causes. Only messages and stacks are written, no
 * other property of an error: drivers and validators keep in them what was asked for.
 */
export function logText(told: unknown): string {
  if (!(told instanceof Error)) return onOneLine(String(told));
  const errors = causes(told);
  if (codeOf(told) !== null) return errors.map((error) => onOneLine(words(error))).join(' ← ');
  return errors.map(stackOf).join('\n← ');
}

function causes(first: Error): readonly unknown[] {
  const found: unknown[] = [first];
  for (let at = first.cause; at !== undefined && found.length < deepest;) {
    found.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return found;
}

/** Of ours and of the system: `LEDGER_TIMEOUT`, `ECONNREFUSED`. */
function codeOf(error: unknown): string | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : null;
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  return code === null || error.message.includes(code)
    ? error.message
    : `${code}: ${error.message}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : onOneLine(String(error));
}

/** What others send stands in messages: it makes no lines of its own in the log, nor colours. */
function onOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
