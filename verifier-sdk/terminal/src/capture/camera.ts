import { frameGrabber } from './frame.js';
import { openQrReader, type QrReader } from './qr-reader.js';

export type CameraTrouble =
  /** The machine has none, or its picture cannot be had at all. */
  | 'CAMERA_MISSING'
  /** The user, or whoever administers the machine, has said no. */
  | 'CAMERA_REFUSED'
  /** Another program holds it, or it was pulled out. */
  | 'CAMERA_BUSY'
  /** Browsers give none to a page that came over http from another machine. */
  | 'CAMERA_INSECURE'
  /** Without network, before the reader was kept. */
  | 'READER_MISSING';

export interface CameraEvents {
  /** The text of a QR code; the same one again only after another. */
  readonly onText: (text: string) => void;
  readonly onTrouble: (code: CameraTrouble) => void;
}

export interface Camera {
  readonly close: () => void;
  /** To the next camera; null where there is one only. */
  readonly next: (() => void) | null;
  /** null where it has no lamp. */
  readonly light: ((isOn: boolean) => void) | null;
}

/** Between two pictures, milliseconds: the reader is asked for one after another, and the page has other things to do. */
const pause = 80;
const wanted = { width: { ideal: 1920 }, height: { ideal: 1080 } };

/** A camera that could not be opened: everything was told to `onTrouble`. */
const none: Camera = { close: () => undefined, next: null, light: null };

/**
 * Shows the camera in `video` and reads QR codes. While the page is hidden its stream is closed: nobody is filmed unseen.
 * Troubles are told to `onTrouble`, of which one that comes first leaves nothing open.
 */
export async function openCamera(
  video: HTMLVideoElement,
  { onText, onTrouble }: CameraEvents,
): Promise<Camera> {
  const devices = devicesOf(navigator);
  if (devices === null) {
    onTrouble(isSecureContext ? 'CAMERA_MISSING' : 'CAMERA_INSECURE');
    return none;
  }
  const reader = openQrReader();
  const ending = new AbortController();
  const { signal } = ending;
  let device: string | null = null;
  let stream: MediaStream | null = null;
  let turn = 0;

  const stop = (): void => {
    turn++;
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
  };
  const close = (): void => {
    ending.abort();
    stop();
    reader.close();
  };
  const fail = (code: CameraTrouble): void => {
    if (signal.aborted) return;
    close();
    onTrouble(code);
  };
  const begin = async (): Promise<void> => {
    stop();
    const mine = turn;
    try {
      const opened = await devices.getUserMedia({ video: { ...wanted, ...facing(device) } });
      // Closed, hidden or switched while the browser asked.
      if (mine !== turn) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream = opened;
      const [track] = opened.getVideoTracks();
      track?.addEventListener('ended', () => {
        if (mine === turn) fail('CAMERA_BUSY');
      });
      video.srcObject = opened;
      await video.play();
    } catch (error) {
      if (mine === turn) fail(troubleOf(error));
      return;
    }
    void readFrames(video, reader, onText, () => mine !== turn).catch(() => {
      if (mine === turn) fail('READER_MISSING');
    });
  };

  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) stop();
      else void begin();
    },
    { signal },
  );
  await begin();
  if (signal.aborted) return none;
  const cameras = (await devices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  const next = (): void => {
    const at = cameras.findIndex(({ deviceId }) => deviceId === deviceOf(stream));
    device = cameras[(at + 1) % cameras.length]?.deviceId ?? null;
    void begin();
  };
  return {
    close,
    next: cameras.length > 1 ? next : null,
    light: hasLamp(stream)
      ? (isOn) => {
          void setLamp(stream, isOn);
        }
      : null,
  };
}

/** Pages from another machine over http have no such devices, whatever the type says. */
function devicesOf(browser: Partial<Pick<Navigator, 'mediaDevices'>>): MediaDevices | null {
  return browser.mediaDevices ?? null;
}

function facing(device: string | null): MediaTrackConstraints {
  return device === null
    ? { facingMode: { ideal: 'environment' } }
    : { deviceId: { exact: device } };
}

const troubles: Readonly<Record<string, CameraTrouble>> = {
  NotAllowedError: 'CAMERA_REFUSED',
  SecurityError: 'CAMERA_REFUSED',
  NotReadableError: 'CAMERA_BUSY',
  AbortError: 'CAMERA_BUSY',
};

function troubleOf(error: unknown): CameraTrouble {
  return troubles[(error as DOMException).name] ?? 'CAMERA_MISSING';
}

async function readFrames(
  video: HTMLVideoElement,
  reader: QrReader,
  onText: (text: string) => void,
  isOver: () => boolean,
): Promise<void> {
  const grabFrame = frameGrabber();
  let last: string | null = null;
  while (!isOver()) {
    const frame = grabFrame(video);
    const [text] = frame === null ? [] : await reader.readFrame(frame);
    if (isOver()) return;
    if (text !== undefined && text !== last) {
      last = text;
      onText(text);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function deviceOf(stream: MediaStream | null): string | undefined {
  return stream?.getVideoTracks()[0]?.getSettings().deviceId;
}

/** Not in the types yet: W3C MediaStream Image Capture §4. */
function hasLamp(stream: MediaStream | null): boolean {
  const capabilities = stream?.getVideoTracks()[0]?.getCapabilities() as
    (MediaTrackCapabilities & { readonly torch?: boolean }) | undefined;
  return capabilities?.torch === true;
}

async function setLamp(stream: MediaStream | null, isOn: boolean): Promise<void> {
  const advanced = [{ torch: isOn } as MediaTrackConstraintSet];
  // A lamp that does not obey is none.
  await stream
    ?.getVideoTracks()[0]
    ?.applyConstraints({ advanced })
    .catch(() => undefined);
}
