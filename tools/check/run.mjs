// `npm run check`: types first, the readers of source beside them, then the unit tests.
import { spawn } from 'node:child_process';

/** Runs one npm script; beside another one, what it prints waits until it ends. */
function script(name, isAlone) {
  return new Promise((resolve) => {
    const from = performance.now();
    const child = spawn('npm', ['run', '--silent', name], {
      stdio: ['ignore', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      shell: process.platform === 'win32',
    });
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
    });
    child.stderr?.on('data', (part) => {
      text += part;
    });
    child.on('close', (code) => {
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      process.stdout.write(
        `${text}== ${name}: ${code === 0 ? 'passed' : 'failed'}, ${seconds} s\n`,
      );
      resolve(code === 0);
    });
  });
}

async function inTurn(names, isAlone = false) {
  let isGood = true;
  for (const name of names) isGood = (await script(name, isAlone)) && isGood;
  return isGood;
}

const [hasTypes, isTidy] = await Promise.all([
  inTurn(['types']),
  inTurn(['lint', 'arrows', 'dead-code']),
]);
// Tests of programs run what the build made.
const passes = hasTypes && (await inTurn(['unit'], true));
process.exitCode = hasTypes && isTidy && passes ? 0 : 1;
