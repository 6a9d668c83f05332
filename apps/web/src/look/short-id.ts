/** What tells images apart for people: the start of the id. */
export function shortId(imageId: string): string {
  return imageId.slice(0, 8);
}
