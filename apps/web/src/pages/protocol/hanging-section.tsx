import { type HangingFile, linkKinds, readHangingFile } from '@equipoise/domain';
import { Button, Checkbox, Fieldset, FileButton, Group, Switch, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { CheckField, ChoiceField, NumberField, TextField, useIssue } from './fields.tsx';
import { layoutNames, layouts, plainViewport } from './layouts.ts';
import { fieldId, without } from './path.ts';

const sources = ['current', 'prior', 'contralateral', 'other-view'] as const;
const planes = ['stack', 'axial', 'coronal', 'sagittal'] as const;
const overlays = ['own', 'model', 'none'] as const;

function Sketch(): ReactNode {
  const { columns, rows, viewports } = useEditor().draft.hanging;
  return (
    <div
      className="eq-sketch"
      role="img"
      aria-label={words.sketch}
      style={{
        gridTemplateColumns: `repeat(${columns || 1}, 1fr)`,
        gridTemplateRows: `repeat(${rows || 1}, 1fr)`,
      }}
    >
      {viewports.map((port, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
          key={at}
          style={{
            gridColumn: `${port.column + 1} / span ${port.columnSpan || 1}`,
            gridRow: `${port.row + 1} / span ${port.rowSpan || 1}`,
          }}
        >
          {port.id}
        </span>
      ))}
    </div>
  );
}

function ViewportFields({ at }: { readonly at: number }): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const path = ['hanging', 'viewports', at] as const;
  const port = draft.hanging.viewports[at];
  const issue = useIssue(path);
  if (port === undefined) return null;
  const { viewports } = draft.hanging;
  return (
    <Fieldset legend={words.viewport(port.id)} id={fieldId(path)} tabIndex={-1}>
      {issue !== null && (
        <Text size="sm" c="red" role="alert">
          {issue}
        </Text>
      )}
      <Group align="flex-end">
        <TextField path={[...path, 'id']} label={words.viewportId} most={200} />
        <ChoiceField
          path={[...path, 'source']}
          label={words.source}
          options={sources.map((value) => ({ value, label: words.sources[value] }))}
        />
        <NumberField path={[...path, 'image']} label={words.imagePlace} least={0} isWhole />
        <ChoiceField
          path={[...path, 'plane']}
          label={words.plane}
          options={planes.map((value) => ({ value, label: words.planes[value] }))}
        />
        <NumberField path={[...path, 'column']} label={words.column} least={0} isWhole />
        <NumberField path={[...path, 'row']} label={words.row} least={0} isWhole />
        <NumberField path={[...path, 'columnSpan']} label={words.columnSpan} least={1} isWhole />
        <NumberField path={[...path, 'rowSpan']} label={words.rowSpan} least={1} isWhole />
        <TextField
          path={[...path, 'preset']}
          label={words.preset}
          help={words.presetHelp}
          isNullable
        />
        <ChoiceField
          path={[...path, 'overlay']}
          label={words.overlay}
          options={overlays.map((value) => ({ value, label: words.overlays[value] }))}
        />
        <CheckField path={[...path, 'isFlipped']} label={words.mirrored} />
      </Group>
      <Group align="flex-end" mt="xs">
        <Switch
          label={words.linked}
          checked={port.link !== null}
          disabled={isReadOnly}
          onChange={() =>
            write(
              [...path, 'link'],
              port.link === null ? { group: 'all', what: ['slice', 'zoom'] } : null,
            )
          }
        />
        {port.link !== null && (
          <>
            <TextField path={[...path, 'link', 'group']} label={words.linkGroup} most={200} />
            <Checkbox.Group
              label={words.linkWhat}
              value={[...port.link.what]}
              onChange={(what) => write([...path, 'link', 'what'], what)}
            >
              <Group>
                {linkKinds.map((kind) => (
                  <Checkbox key={kind} value={kind} label={words.links[kind]} />
                ))}
              </Group>
            </Checkbox.Group>
          </>
        )}
        {viewports.length > 1 && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            disabled={isReadOnly}
            onClick={() => write(['hanging', 'viewports'], without(viewports, at))}
          >
            {words.removeViewport(port.id)}
          </Button>
        )}
      </Group>
    </Fieldset>
  );
}

/** Takes a layout from a file, and says what became of it. */
function BringHanging(): ReactNode {
  const { isReadOnly } = useEditor();
  const write = useWrite();
  const [file, setFile] = useState<HangingFile | null>(null);
  const bring = async (picked: File | null): Promise<void> => {
    if (picked === null) return;
    const found = readHangingFile(await picked.text());
    if (found.kind === 'read') write(['hanging'], found.hanging);
    setFile(found);
  };
  return (
    <>
      {!isReadOnly && (
        <FileButton accept="application/json,.json" onChange={(picked) => void bring(picked)}>
          {(props) => (
            <Button size="compact-sm" variant="default" {...props}>
              {words.hangingFile}
            </Button>
          )}
        </FileButton>
      )}
      <Text size="sm" role="status" w="100%">
        {file?.kind === 'read' &&
          [
            words.hangingTaken(file.hanging.viewports.length),
            file.leftOut.length === 0 ? '' : words.hangingLeftOut(file.leftOut.join(', ')),
          ].join(' ')}
        {file?.kind === 'refused' && words.hangingRefused(file.places.slice(0, 3).join('; '))}
      </Text>
    </>
  );
}

/** Which images hang where. */
export function HangingSection(): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const { viewports } = draft.hanging;
  return (
    <Fieldset legend={words.hanging} className="eq-fields">
      <Group gap="xs">
        <Text size="sm">{words.begin}</Text>
        {layoutNames.map((name) => (
          <Button
            key={name}
            size="compact-sm"
            variant="default"
            disabled={isReadOnly}
            onClick={() => write(['hanging'], layouts[name])}
          >
            {words.layouts[name]}
          </Button>
        ))}
        <BringHanging />
      </Group>
      <Sketch />
      <Group>
        <NumberField
          path={['hanging', 'columns']}
          label={words.columns}
          least={1}
          most={8}
          isWhole
        />
        <NumberField path={['hanging', 'rows']} label={words.rows} least={1} most={8} isWhole />
      </Group>
      {viewports.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
        <ViewportFields key={at} at={at} />
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={isReadOnly}
        onClick={() =>
          write(
            ['hanging', 'viewports'],
            [...viewports, { ...plainViewport, id: `place-${viewports.length + 1}` }],
          )
        }
      >
        {words.addViewport}
      </Button>
    </Fieldset>
  );
}
