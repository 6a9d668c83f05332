/**
 * `npm run bench -- [id ...] [--rounds N] [--no-peers] [--dry] [--small]`: runs the benchmarks, alternating the
 * sides, prints a table and writes bench/results/<id>.json.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { annotationBenches } from './annotation/catalog.ts';
import { benches as auditBenches } from './audit/catalog.ts';
import type { Bench, BenchContext, Measure, Side } from './bench.ts';
import { imagingBenches } from './imaging/catalog.ts';
import { roomBenches } from './room/catalog.ts';
import { summarise } from './summary.ts';

const benches: readonly Bench[] = [
  ...auditBenches,
  ...annotationBenches,
  ...imagingBenches,
  ...roomBenches,
];
const root = resolve(import.meta.dirname, '..');
const { values: flags, positionals: ids } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    'no-peers': { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
  },
});

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'unknown';
  }
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  system: `${type()} ${release().split('-')[0]}`,
  node: process.version,
};

async function runBench(bench: Bench, context: BenchContext): Promise<void> {
  console.log(`\n${bench.id}: ${bench.title}`);
  await bench.prepare(context);
  const rounds = Number(flags.rounds);
  const sides = bench.sides.filter((side) =>
    side.canRun ? side.canRun() : !side.isPeer || context.peerPython !== null,
  );
  const measures = new Map<Side, Measure[]>(sides.map((side) => [side, []]));
  for (let round = 0; round < rounds; round++) {
    // Alternating, and in the other order every second round, so that a busy minute hits both.
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const taken = measures.get(side)!;
      if (side.isOnce && taken.length > 0) continue;
      taken.push(await side.run(context));
    }
  }
  const result = {
    id: bench.id,
    title: bench.title,
    target: bench.target,
    data: bench.data,
    machine,
    commit: commit(),
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    rounds,
    sides: sides.map((side) => summarise(side, measures.get(side)!)),
  };
  const own = result.sides.find((side) => !side.isPeer);
  for (const side of result.sides) {
    const { against } = sides.find((one) => one.name === side.name) ?? {};
    const same = result.sides.find((one) => one.name === against) ?? own;
    const ratio = same && side.isPeer ? ` (${(side.median / same.median).toFixed(1)}× ours)` : '';
    const note = side.extrapolation
      ? `, extrapolated from ${side.extrapolation.timed} of ${side.extrapolation.asked} replicates`
      : '';
    const peak = side.peakMb === null ? '' : `, ${Math.round(side.peakMb)} MB`;
    console.log(
      `  ${side.name}: ${side.median.toFixed(3)} s [${side.min.toFixed(3)}–${side.max.toFixed(3)}], n ${side.seconds.length}${peak}${ratio}${note}\n    ${side.computes}`,
    );
  }
  if (own) {
    const { seconds, peakMb } = bench.target;
    const isMet =
      (seconds === null || own.median <= seconds) &&
      (peakMb === null || (own.peakMb ?? 0) <= peakMb);
    console.log(`  target ${seconds ?? '–'} s, ${peakMb ?? '–'} MB: ${isMet ? 'met' : 'missed'}`);
  }
  if (flags.dry || flags.small) return;
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  const path = join(root, 'bench/results', `${bench.id}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
}

const unknown = ids.filter((id) => !benches.some((bench) => bench.id === id));
if (unknown.length > 0) {
  console.error(
    `No benchmark ${unknown.join(', ')}. There are: ${benches.map((bench) => bench.id).join(', ')}.`,
  );
  process.exit(64);
}
const folder = mkdtempSync(join(tmpdir(), 'equipoise-bench-'));
try {
  const context: BenchContext = {
    folder,
    peerPython: flags['no-peers'] ? null : (process.env['EQUIPOISE_PEER_PYTHON'] ?? null),
    peerBudgetSeconds: 60,
    isSmall: flags.small,
  };
  if (context.peerPython === null) {
    console.error('Peers are left out: set EQUIPOISE_PEER_PYTHON (see bench/README.md).');
  }
  for (const bench of benches) {
    if (ids.length === 0 || ids.includes(bench.id)) await runBench(bench, context);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
