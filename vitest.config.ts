import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const conditions = ['@equipoise/source'];

/** What starts a server, a store or a command, or reads a real study. */
const rooms = [
  'test/real/**/*.test.ts',
  'test/full/**/*.test.ts',
  'apps/web/e2e/**/*.test.ts',
  'packages/store/test/**/*.test.ts',
  'apps/server/test/**/*.test.ts',
];
/** What else takes long or needs a browser: simulations and fuzz tests. All other tests are `unit` and belong to check. */
const full = [
  '{packages,apps}/*/test/**/*.{long,fuzz,browser}.test.ts',
  '{packages,apps}/*/test/**/{long,fuzz,browser}.test.ts',
];

/**
 * What takes longest begins first, so that at the end no worker waits for the last long file alone. Without the results
 * of an earlier run, as in .ci/run, the order would be that of the sizes of the files.
 */
const longest: readonly RegExp[] = [
  /(outcome|whole-study)\.browser\./,
  /\/crash\.long\./,
  /\.browser\./,
  /\.(long|fuzz)\.|\/(long|fuzz)\./,
  /apps\/server\/test|test\/full\//,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((pattern) => pattern.test(moduleId));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

// The file of results that .ci/run counts; one file a process, so that two runs do not collide.
const jsonFolder = process.env['EQUIPOISE_TEST_JSON'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // A property that fails on main fails for everyone: the same cases each time.
    setupFiles: ['test/support/fast-check.ts'],
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: jsonFolder ? ['default', 'json'] : ['default'],
    ...(jsonFolder ? { outputFile: { json: `${jsonFolder}/vitest-${process.pid}.json` } } : {}),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // One module graph for all files of a worker: loading it anew was half of the time.
          isolate: false,
          include: [
            'packages/*/test/**/*.test.ts',
            'apps/*/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: [...rooms, ...full, '**/node_modules/**', '**/dist/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'rooms',
          // As above: the server and its libraries take seconds to load.
          isolate: false,
          include: rooms,
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'full',
          // Some look at the memory of their process.
          include: full,
          exclude: [...rooms, '**/node_modules/**', '**/dist/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
