import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

/**
 * A link that takes a file of the server to the browser's downloads: nothing of it passes through the page, so that it
 * may be of any size.
 */
export function DownloadLink(props: {
  readonly href: string;
  /** Name of the file. */
  readonly name: string;
  /** Its name for those who do not see the row; the words themselves where left out. */
  readonly label?: string;
  readonly words: string;
  readonly isPrimary?: boolean;
  readonly onClick?: () => void;
}): ReactNode {
  const { href, name, label, words, isPrimary = false, onClick } = props;
  return (
    <Button
      component="a"
      href={href}
      download={name}
      size={isPrimary ? 'sm' : 'compact-sm'}
      variant={isPrimary ? 'filled' : 'default'}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {words}
    </Button>
  );
}
