/** Enough for a QR code of 177 modules that fills the picture's height. Pixels. */
const longest = 1600;

export type GrabFrame = (video: HTMLVideoElement) => ImageData | null;

/** What gives the picture that a video shows now, at most so large; null: none yet. */
export function frameGrabber(): GrabFrame {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    const { videoWidth, videoHeight } = video;
    const isShown = videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (!isShown || context === null) return null;
    const scale = Math.min(1, longest / Math.max(videoWidth, videoHeight));
    const width = Math.round(videoWidth * scale);
    const height = Math.round(videoHeight * scale);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}
