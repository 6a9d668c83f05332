/** The part of a list that one page shows. */
interface PageSpan {
  readonly page: number;
  readonly pageCount: number;
  readonly from: number;
  readonly to: number;
}

/** Which rows a page shows; a page behind the last is the last. */
export function pageSpan(total: number, size: number, wanted: number): PageSpan {
  const pageCount = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(0, wanted), pageCount - 1);
  return { page, pageCount, from: page * size, to: Math.min(total, (page + 1) * size) };
}
