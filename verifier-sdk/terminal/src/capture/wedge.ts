/** What keeps a scanner's text from arriving: the input method turns its keystrokes into Chinese characters. */
export type WedgeTrouble = 'INPUT_METHOD';

/** People do not press eight keys at such a pace; slow scanners over radio stay below it. Milliseconds between keys. */
const pace = 60;
const certain = 8;
/** A scanner's keys are never further apart than this, milliseconds, by the times that they bear. */
const gap = 200;
/** A scanner without a closing key has ended after this long: a busy machine hands keys on late. */
const silence = 1000;

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Keys that have come so fast that they may be a scanner's. */
interface Burst {
  text: string;
  /** Keystrokes that an input method has taken. */
  taken: number;
  /** Of the last key, milliseconds. */
  at: number;
  /** Where the first keys went before it was known whose they are, and what stood there. */
  readonly field: Field | null;
  readonly value: string;
}

/**
 * Scanners that act as a keyboard: hundreds of characters in a burst, ended by Enter, Tab or silence. What a person types
 * goes where it would; what a scanner types goes to `onText` alone, whatever has the focus.
 * @returns what ends it
 */
export function listenToWedge(
  target: Document,
  onText: (text: string) => void,
  onTrouble: (code: WedgeTrouble) => void = () => undefined,
): () => void {
  let burst: Burst | null = null;
  /** Ended by silence: keys that were only handed on late go on in it. */
  let silent: Burst | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (): void => {
    clearTimeout(timer);
    const done = burst;
    burst = null;
    if (done === null || !isScan(done)) return;
    restore(done);
    if (done.taken > 0) onTrouble('INPUT_METHOD');
    else onText(unlocked(done.text));
  };
  const fallSilent = (): void => {
    const ended = burst;
    finish();
    silent = ended;
  };
  const take = (event: KeyboardEvent): void => {
    const now = event.timeStamp;
    const begun = burst ?? silent;
    silent = null;
    if (begun !== null && goesOn(begun, now)) burst = begun;
    else finish();
    burst ??= beginAt(target.activeElement);
    burst.at = now;
    if (isTaken(event)) burst.taken++;
    else burst.text += event.key;
    if (isScan(burst)) event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(fallSilent, silence);
  };
  const keydown = (event: KeyboardEvent): void => {
    if (isCharacter(event)) {
      take(event);
      return;
    }
    // Held down by the scanner for capital letters and signs.
    if (['Shift', 'CapsLock', 'AltGraph'].includes(event.key)) return;
    const ends = event.key === 'Enter' || event.key === 'Tab';
    const begun = burst ?? silent;
    silent = null;
    if (ends && begun !== null && isScan(begun) && goesOn(begun, event.timeStamp)) {
      // Neither presses a button nor moves the focus.
      event.preventDefault();
      event.stopPropagation();
    }
    finish();
  };
  // A space presses a button when it is let go.
  const keyup = (event: KeyboardEvent): void => {
    if (event.key === ' ' && burst !== null && isScan(burst)) event.preventDefault();
  };
  target.addEventListener('keydown', keydown, true);
  target.addEventListener('keyup', keyup, true);
  return () => {
    clearTimeout(timer);
    target.removeEventListener('keydown', keydown, true);
    target.removeEventListener('keyup', keyup, true);
  };
}

function isScan({ text, taken }: Burst): boolean {
  return text.length + taken >= certain;
}

/** Whether a key of that time, milliseconds, may belong to it. */
function goesOn(burst: Burst, time: number): boolean {
  return time - burst.at <= (isScan(burst) ? gap : pace);
}

/** One that an input method keeps for itself, as browsers tell it. */
function isTaken(event: KeyboardEvent): boolean {
  const { key, isComposing } = event;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- some browsers tell it in no other way
  return isComposing || event.keyCode === 229 || key === 'Process' || /^[^ -~]$/u.test(key);
}

function isCharacter(event: KeyboardEvent): boolean {
  if (event.repeat) return false;
  const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
  if (isShortcut && !event.getModifierState('AltGraph')) return false;
  return /^[ -~]$/.test(event.key) || isTaken(event);
}

/** Caps lock turns a scanner's capital letters into small ones, which no code of ours has. */
function unlocked(text: string): string {
  return /[A-Z]/.test(text) ? text : text.toUpperCase();
}

function beginAt(focused: Element | null): Burst {
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  const field = isField ? focused : null;
  return { text: '', taken: 0, at: 0, field, value: field?.value ?? '' };
}

/** The first keys stand in the field that had the focus: nobody has typed them. */
function restore({ field, value }: Burst): void {
  if (field === null || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
