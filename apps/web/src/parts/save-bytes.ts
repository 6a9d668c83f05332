import type { AnsweredBytes } from '@equipoise/api';

/** Hands bytes to the browser's downloads. */
export function saveBytes({ bytes, mediaType }: AnsweredBytes, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
