/** Reads one table in a fresh process on the built packages: `intake-run.ts FILE`. */
import { readTable } from '@equipoise/dataset/node';

const [path = ''] = process.argv.slice(2);
const start = process.hrtime.bigint();
const table = await readTable(path, { textColumns: ['image_id', 'patient_id'] });
const blanks = table.columns.reduce((sum, column) => sum + column.blankCount, 0);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    rows: table.rowCount,
    columns: table.columns.length,
    blanks,
  }),
);
