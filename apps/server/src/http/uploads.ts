import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { ServerLimits } from '../options.ts';
import type { ReceivedFile } from '../services.ts';
import { refuse } from './refuse.ts';

/** What came in a form. */
export interface Received {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly ReceivedFile[];
  readonly folder: string;
}

/**
 * Receives a form: files go to disk as they come, under numbers; their names are shown again and used for nothing.
 *
 * @param home the data folder
 * @throws room/too-large, room/wrong-media
 */
export async function receiveFiles(
  request: FastifyRequest,
  home: string,
  limits: ServerLimits,
): Promise<Received> {
  if (!request.isMultipart()) {
    return refuse(
      'room/wrong-media',
      'The body is no form with files.',
      'Send multipart/form-data.',
    );
  }
  const work = join(home, 'work');
  await mkdir(work, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(work, 'upload-'));
  const fields = new Map<string, string>();
  const files: ReceivedFile[] = [];
  const parts = request.parts({
    limits: {
      fileSize: limits.uploadBytes,
      files: limits.uploadFiles,
      fields: 50,
      fieldSize: 65_536,
      parts: limits.uploadFiles + 50,
    },
  });
  for await (const part of parts) {
    if (part.type === 'file') {
      const path = join(folder, String(files.length));
      await pipeline(part.file, createWriteStream(path, { mode: 0o600 }));
      if (part.file.truncated) {
        refuse('room/too-large', 'A file is too large.', 'Send smaller files.');
      }
      const { size } = await stat(path);
      files.push({ name: part.filename.slice(0, 255), path, byteCount: size });
    } else if (typeof part.value === 'string') fields.set(part.fieldname, part.value);
  }
  return { fields: Object.fromEntries(fields), files, folder };
}
