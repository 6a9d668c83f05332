import { Button, Group, Progress, Radio, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { ProblemNotice } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import type { CaseWay, PickedFile } from './batches.ts';
import './images.css';
import { FileOutcomes } from './file-outcomes.tsx';
import { filesOfDrop, filesOfList } from './picked-files.ts';
import { useImport } from './use-import.ts';

/** How files become cases, to be chosen. */
export function CaseWays(props: {
  readonly value: CaseWay;
  readonly onChange: (way: CaseWay) => void;
  readonly name: string;
}): ReactNode {
  return (
    <Radio.Group
      label={words.makeCases}
      name={props.name}
      value={props.value}
      onChange={(way) => props.onChange(way as CaseWay)} // the values below
      mb="sm"
    >
      <Group mt={4}>
        {(['image', 'patient', 'none'] as const).map((way) => (
          <Radio key={way} value={way} label={words.caseWays[way]} />
        ))}
      </Group>
    </Radio.Group>
  );
}

/** Takes files in: dropped, picked one by one, or a folder at once. */
export function FileImport({ studyId }: { readonly studyId: string }): ReactNode {
  const [way, setWay] = useState<CaseWay>('image');
  const [isOver, setOver] = useState(false);
  const [isLooking, setLooking] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const { state, begin, again, stop, clear } = useImport(studyId);
  const isBusy = state.phase === 'sending' || isLooking;
  const take = (picked: readonly PickedFile[]): void => void begin(picked, way);
  const drop = async (data: DataTransfer): Promise<void> => {
    setLooking(true);
    const picked = await filesOfDrop(data).finally(() => setLooking(false));
    take(picked);
  };
  const percent = Math.round(state.sent * 100);
  return (
    <>
      <CaseWays value={way} onChange={setWay} name="cases-of-files" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the buttons, which keys reach */}
      <div
        className={`eq-drop${isOver ? ' is-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!isBusy) void drop(event.dataTransfer);
        }}
      >
        <Text fw={600}>{words.drop}</Text>
        <Text size="sm" c="dimmed">
          {words.kinds}
        </Text>
        <Group justify="center" mt="sm">
          <Button disabled={isBusy} onClick={() => files.current?.click()}>
            {words.chooseFiles}
          </Button>
          <Button variant="default" disabled={isBusy} onClick={() => folder.current?.click()}>
            {words.chooseFolder}
          </Button>
        </Group>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={words.chooseFiles}
          onChange={(event) => {
            take(filesOfList(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label={words.chooseFolder}
          {...{ webkitdirectory: '' }}
          onChange={(event) => {
            take(filesOfList(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
      </div>
      <div role="status">
        {isLooking && <Text size="sm">{words.reading}</Text>}
        {state.phase === 'sending' && (
          <Text size="sm">
            {words.batch(state.batch, state.batchCount)}, {words.fileCount(state.fileCount)}
          </Text>
        )}
        {state.phase === 'stopped' && <Text size="sm">{words.stopped}</Text>}
      </div>
      {state.phase === 'sending' && (
        <Group my="xs" wrap="nowrap">
          <Progress
            value={percent}
            animated={percent >= 100}
            style={{ flexGrow: 1 }}
            aria-label={words.batchProgress(percent)}
          />
          <Text size="sm">{words.batchProgress(percent)}</Text>
          <Button size="compact-sm" variant="default" onClick={stop}>
            {words.stop}
          </Button>
        </Group>
      )}
      {state.phase === 'failed' && (
        <>
          <ProblemNotice error={state.error} />
          <Button variant="default" onClick={() => void again()}>
            {words.retry}
          </Button>
        </>
      )}
      {state.outcomes.length > 0 && <FileOutcomes outcomes={state.outcomes} onClear={clear} />}
    </>
  );
}
