import type { CommandSpec } from '../command.ts';

/** `equipoise datasets`: the public layouts that are recognised by their headers. */
export const datasetsCommand: CommandSpec = {
  verb: 'datasets',
  summary: 'List the public data set layouts that are recognised by their own headers.',
  examples: ['equipoise datasets', 'equipoise datasets --json'],
  configure(command) {
    command.option('--json', 'print the list as JSON');
  },
  async run(_args, options, terminal) {
    const { listDatasets } = await import('@equipoise/workbench');
    const datasets = listDatasets();
    if (options['json'] === true) {
      terminal.out(`${JSON.stringify(datasets, null, 2)}\n`);
      return 0;
    }
    for (const { id, title, description, licenceNote } of datasets) {
      terminal.out(`${id}\n  ${title}\n  ${description}\n  Licence: ${licenceNote}\n\n`);
    }
    terminal.out('Use one with equipoise audit … --adapter ID.\n');
    return 0;
  },
};
