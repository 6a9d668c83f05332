import type { Connection, PoolClient, Submittable } from 'pg';

/** The half of the driver's connection that COPY needs and its types do not name. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** What the driver calls on a query while COPY runs. */
abstract class Copy implements Submittable {
  readonly done: Promise<void>;
  protected settle!: { resolve: () => void; reject: (error: Error) => void }; // set in the constructor
  private error: Error | null = null;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleError(error: Error): void {
    this.error = error;
    this.settle.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.error === null) this.settle.resolve();
  }

  handleCommandComplete(): void {
    // The end is told by ReadyForQuery.
  }

  handleRowDescription(): void {
    // COPY has none.
  }
}

class CopyOut extends Copy {
  private readonly take: (chunk: Uint8Array) => void;
  private isLost = false;

  constructor(text: string, take: (chunk: Uint8Array) => void) {
    super(text);
    this.take = take;
  }

  handleCopyData(message: { readonly chunk: Uint8Array }): void {
    if (this.isLost) return;
    try {
      this.take(message.chunk);
    } catch (error) {
      // Thrown here it would end the process: the driver calls this from the socket. The rest is let pass.
      this.isLost = true;
      this.handleError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

class CopyIn extends Copy {
  private readonly source: AsyncIterable<Uint8Array>;

  constructor(text: string, source: AsyncIterable<Uint8Array>) {
    super(text);
    this.source = source;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.feed(connection);
  }

  private async feed(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.source) {
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableLength > 1 << 20) {
          await new Promise<void>((resolve) => connection.stream.once('drain', resolve));
        }
      }
      connection.endCopyFrom();
    } catch (error) {
      this.handleError(error as Error); // what the source threw
      connection.sendCopyFail('the source ended early');
    }
  }
}

/**
 * Runs `COPY … TO STDOUT` and hands out its bytes as they come.
 *
 * @param take gets each row as it comes; its bytes are the driver's own and are overwritten by what comes
 *   after, so whoever keeps them copies them
 */
export async function copyOut(
  client: PoolClient,
  text: string,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const copy = new CopyOut(text, take);
  client.query(copy);
  await copy.done;
}

/** Runs `COPY … FROM STDIN` with the bytes of a source. */
export async function copyIn(
  client: PoolClient,
  text: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const copy = new CopyIn(text, source);
  client.query(copy);
  await copy.done;
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The fields of one line of COPY's text format; null for `\N`. */
export function copyFields(line: Uint8Array): (string | null)[] {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString(
    'utf8',
    0,
    line.length - 1,
  );
  const fields: (string | null)[] = text.split('\t');
  if (!text.includes('\\')) return fields;
  return fields.map((field) =>
    field === '\\N' || field === null
      ? null
      : field.replace(/\\(.)/g, (_all, sign: string) => escapes[sign] ?? sign),
  );
}

/** An instant as COPY writes it in time zone UTC, as ISO text with milliseconds. */
export function copyInstant(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, -3).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}
