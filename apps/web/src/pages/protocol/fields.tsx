import {
  Checkbox,
  NativeSelect,
  NumberInput,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ReactNode } from 'react';
import { useEditor, useWrite } from './editor-context.ts';
import { fieldId, type Path, valueAt } from './path.ts';

interface FieldProps {
  readonly path: Path;
  readonly label: string;
  readonly help?: string | undefined;
  readonly isDisabled?: boolean;
}

/** The first issue at a place or, with `isBelow`, anywhere below it. */
export function useIssue(path: Path, isBelow = false): string | null {
  const { issues } = useEditor();
  const issue = issues.find(
    (one) =>
      (isBelow ? one.path.length >= path.length : one.path.length === path.length) &&
      path.every((key, at) => one.path[at] === key),
  );
  return issue === undefined ? null : `${issue.message}. ${issue.mend}`;
}

function useField(props: FieldProps) {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const issue = useIssue(props.path);
  return {
    value: valueAt(draft, props.path),
    write: (value: unknown): void => write(props.path, value),
    common: {
      id: fieldId(props.path),
      label: props.label,
      description: props.help,
      error: issue,
      disabled: isReadOnly || props.isDisabled === true,
    },
  };
}

/** One line of text. */
export function TextField(
  props: FieldProps & { readonly isNullable?: boolean; readonly most?: number },
): ReactNode {
  const { value, write, common } = useField(props);
  return (
    <TextInput
      {...common}
      value={typeof value === 'string' ? value : ''}
      maxLength={props.most ?? 500}
      onChange={({ currentTarget: { value: text } }) =>
        write(props.isNullable === true && text === '' ? null : text)
      }
    />
  );
}

/** Several lines of text. */
export function AreaField(props: FieldProps & { readonly most?: number }): ReactNode {
  const { value, write, common } = useField(props);
  return (
    <Textarea
      {...common}
      autosize
      minRows={2}
      maxRows={14}
      maxLength={props.most ?? 20_000}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
}

/** A number; empty is null, which the check refuses where a number must stand. */
export function NumberField(
  props: FieldProps & {
    readonly least?: number;
    readonly most?: number;
    readonly step?: number;
    /** Shown times 100. */
    readonly isPercent?: boolean;
    readonly isWhole?: boolean;
  },
): ReactNode {
  const { value, write, common } = useField(props);
  const scale = props.isPercent === true ? 100 : 1;
  const shown = typeof value === 'number' ? Math.round(value * scale * 1e6) / 1e6 : '';
  return (
    <NumberInput
      {...common}
      value={shown}
      {...(props.least === undefined ? {} : { min: props.least })}
      {...(props.most === undefined ? {} : { max: props.most })}
      step={props.step ?? 1}
      allowDecimal={props.isWhole !== true}
      clampBehavior="none"
      {...(props.isPercent === true ? { suffix: ' %' } : {})}
      onChange={(next) => write(typeof next === 'number' ? next / scale : null)}
    />
  );
}

/** One of a few values. */
export function ChoiceField(
  props: FieldProps & {
    readonly options: readonly { readonly value: string; readonly label: string }[];
    /** Words for none at all, which is null. */
    readonly none?: string;
  },
): ReactNode {
  const { value, write, common } = useField(props);
  const none = props.none === undefined ? [] : [{ value: '', label: props.none }];
  return (
    <NativeSelect
      {...common}
      data={[...none, ...props.options]}
      value={typeof value === 'string' ? value : ''}
      onChange={({ currentTarget: { value: next } }) =>
        write(next === '' && props.none !== undefined ? null : next)
      }
    />
  );
}

/** Yes or no. */
export function CheckField(props: FieldProps): ReactNode {
  const { value, write, common } = useField(props);
  return (
    <Checkbox
      {...common}
      checked={value === true}
      onChange={(event) => write(event.currentTarget.checked)}
    />
  );
}

/** A list of names. */
export function NamesField(
  props: FieldProps & { readonly offered?: readonly string[] },
): ReactNode {
  const { value, write, common } = useField(props);
  const below = useIssue(props.path, true);
  return (
    <TagsInput
      {...common}
      error={common.error ?? below}
      clearable={false}
      data={[...(props.offered ?? [])]}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={write}
    />
  );
}

/** A rule that may be absent: a switch, and its fields while it is on. */
export function OptionalRule(props: {
  readonly path: Path;
  readonly label: string;
  readonly help: string;
  /** Whether it can no longer be switched on or off. */
  readonly isFixed?: boolean;
  /** What it begins with. */
  readonly begin: () => unknown;
  readonly children: ReactNode;
}): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const isOn = valueAt(draft, props.path) !== null;
  return (
    <section className="eq-rule-box" aria-label={props.label}>
      <Switch
        id={fieldId(props.path)}
        label={props.label}
        description={props.help}
        checked={isOn}
        disabled={isReadOnly || props.isFixed === true}
        error={useIssue(props.path)}
        onChange={() => write(props.path, isOn ? null : props.begin())}
      />
      {isOn && <div className="eq-rule-fields">{props.children}</div>}
    </section>
  );
}
