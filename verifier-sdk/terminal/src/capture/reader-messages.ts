/** What a page asks the reader of QR codes: an image as RGBA, or a file of one. */
export type ReaderRequest =
  | { readonly pixels: Uint8ClampedArray; readonly width: number; readonly height: number }
  | { readonly file: Uint8Array };

export type ReaderAnswer = { readonly texts: readonly string[] } | { readonly trouble: string };
