/**
 * `npx tsx -C @equipoise/source apps/web/e2e/support/demo-room.ts [STAGE] [FILE]`: a server with a prepared study
 * (STAGE: empty, imported, locked, read, settled; default read), until Ctrl-C. Prints the address and everybody's
 * sign-in; FILE gets the same as JSON with the cookies of each person.
 */
import { writeFileSync } from 'node:fs';
import { password } from './people.ts';
import { serveRoom } from './serve.ts';
import { type Stage, studyOfOpacities } from './study-of-opacities.ts';

const [stage = 'read', file] = process.argv.slice(2);
const room = await serveRoom();
const study = await studyOfOpacities(room, stage as Stage);
const people = [study.owner, study.curator, study.viewer, ...study.readers, study.judge];
process.stdout.write(`${room.url}/studies/${study.studyId}\n`);
for (const { name, email } of people) process.stdout.write(`${name}: ${email} / ${password}\n`);
if (file !== undefined) {
  const cookies = people.map(({ name, cookies: jar }) => [name, [...jar]]);
  writeFileSync(
    file,
    JSON.stringify({
      url: room.url,
      studyId: study.studyId,
      pid: process.pid,
      cookies: Object.fromEntries(cookies),
    }),
  );
}
const stop = (): void => void room.stop().then(() => process.exit());
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
await new Promise(() => {});
