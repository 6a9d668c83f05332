import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditProtocol } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import {
  protocolToYaml,
  readProtocolFile,
  saveProtocol,
} from '../../src/protocol/protocol-file.ts';
import { mergeProtocols, resolveProtocol } from '../../src/protocol/resolve-protocol.ts';
import { failure, thrown } from '../support/coded.ts';
import { folderWith } from '../support/folder.ts';

const small: AuditProtocol = { predictions: ['p.csv'], label: 'y', score: 'p' };

describe('resolveProtocol', () => {
  it('fills in the defaults, margins included', () => {
    const resolved = resolveProtocol(small);
    expect(resolved.kind).toBe('binary');
    expect(resolved.margins).toEqual({ auroc: 0.03, sensitivity: 0.05, specificity: 0.05 });
    expect(resolved).toMatchObject({
      level: 0.95,
      seed: 1,
      intersectDepth: 2,
      reference: 'rest',
      out: 'audit',
    });
  });

  it('a margin by alias also audits its metric', () => {
    const resolved = resolveProtocol({
      ...small,
      margin: { sens: 0.1, ppv: 0.08 },
      metric: ['auroc'],
    });
    expect(resolved.metrics).toEqual(['auroc', 'sensitivity', 'ppv']);
    expect(resolved.margins).toEqual({ auroc: 0.03, sensitivity: 0.1, ppv: 0.08 });
  });

  it.each<[string, AuditProtocol, string]>([
    ['no file', { label: 'y', score: 'p' }, 'workbench/missing-option'],
    ['no score', { predictions: ['p.csv'], label: 'y' }, 'workbench/missing-option'],
    ['task beside label', { ...small, task: ['a=y:p'] }, 'workbench/conflicting-options'],
    ['join without on', { ...small, join: ['m.csv'] }, 'workbench/missing-option'],
    ['model without on', { ...small, model: ['m.csv'] }, 'workbench/missing-option'],
    [
      'two keys for three joins',
      { ...small, join: ['a', 'b', 'c'], on: 'x,y' },
      'workbench/bad-option',
    ],
    ['aggregate without patient', { ...small, aggregate: 'max' }, 'workbench/missing-option'],
    ['prevalence of 1', { ...small, prevalence: 1 }, 'workbench/bad-option'],
    ['unknown metric', { ...small, metric: ['auroccc'] }, 'workbench/unknown-metric'],
    [
      'model file and column',
      { ...small, on: 'i', model: ['m'], modelColumn: 'm' },
      'workbench/conflicting-options',
    ],
  ])('%s is refused', (_, protocol, code) => {
    expect(thrown(() => resolveProtocol(protocol)).code).toBe(code);
  });

  it('an unknown metric is answered with those that are near', () => {
    expect(thrown(() => resolveProtocol({ ...small, metric: ['aurocc'] })).message).toContain(
      'auroc',
    );
  });
});

describe('protocol files', () => {
  it('flags win over the file, and a task flag displaces label and score of the file', () => {
    expect(mergeProtocols({ ...small, seed: 3 }, { seed: 5 })).toMatchObject({
      seed: 5,
      label: 'y',
    });
    const merged = mergeProtocols(small, { task: ['a=y:p'] });
    expect(merged.label).toBeUndefined();
    expect(merged.task).toEqual(['a=y:p']);
  });

  it('a flag takes with it what would contradict it', () => {
    const file = {
      ...small,
      group: ['sex', 'age'],
      bins: ['age=0,40', 'sex=1'],
      threshold: ['.3'],
    };
    const merged = mergeProtocols(file, { group: ['sex'], thresholdFrom: ['v.csv@sens=.9'] });
    expect(merged.threshold).toBeUndefined();
    expect(merged.bins).toEqual(['sex=1']);
    expect(mergeProtocols({ ...small, model: ['b.csv'] }, { modelColumn: 'm' }).model).toBe(
      undefined,
    );
  });

  it('what is saved reads back the same, and saves to the same bytes', async () => {
    const protocol: AuditProtocol = {
      ...small,
      group: ['sex', 'age'],
      bins: ['age=0,40,65,80'],
      margin: { sensitivity: 0.05 },
      threshold: ['.37', 'a=youden'],
      patient: 'patient_id',
      level: 0.9,
    };
    const folder = await folderWith();
    const path = join(folder, 'equipoise.yaml');
    await saveProtocol(path, protocol);
    const read = await readProtocolFile(path);
    expect(read).toEqual(protocol);
    expect(protocolToYaml(read)).toBe(await readFile(path, 'utf8'));
    expect(resolveProtocol(read)).toEqual(resolveProtocol(protocol));
  });

  it('an unknown key is named', async () => {
    const folder = await folderWith({ 'a.yaml': 'label: y\nscroe: p\n' });
    const error = await failure(readProtocolFile(join(folder, 'a.yaml')));
    expect(error).toMatchObject({ code: 'domain/bad-protocol', exitCode: 64 });
    expect(error.message).toContain('scroe');
  });

  it('broken YAML is a usage error with its line', async () => {
    const folder = await folderWith({ 'a.yaml': 'label: y\nscore: [p\n' });
    const error = await failure(readProtocolFile(join(folder, 'a.yaml')));
    expect(error).toMatchObject({ code: 'workbench/bad-yaml', exitCode: 64 });
    expect(error.message).toMatch(/line \d/);
  });

  it('a file that is not there is a usage error', async () => {
    expect(await failure(readProtocolFile('/nowhere/x.yaml'))).toMatchObject({
      code: 'workbench/no-protocol-file',
      exitCode: 64,
    });
  });
});
