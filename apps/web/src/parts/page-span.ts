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

/**
 * The page to go back to where a list that the server pages has become shorter, so that nobody is told of no rows while
 * there are some.
 *
 * @param total rows of the whole list; undefined while they are not known
 * @param asked page that the rows were asked for by, from 0
 * @returns null where the page is there
 */
export function pageBack(total: number | undefined, size: number, asked: number): number | null {
  if (total === undefined) return null;
  const { page } = pageSpan(total, size, asked);
  return page === asked ? null : page;
}
