import { problemOf } from '@equipoise/api';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { basePath } from '../../shell/base-path.ts';
import { readingWords as words } from '../../words/reading.ts';
import { RoomDialog } from './room-dialog.tsx';

/** Signs in again in place: nothing of the work is left behind. */
export function SignInDialog(props: {
  readonly desk: ReadingDesk;
  readonly email: string;
}): ReactNode {
  const { desk } = props;
  const [email, setEmail] = useState(props.email);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const { client } = desk.calls;
  const check = async (ask: () => ReturnType<typeof client.session>): Promise<void> => {
    try {
      const { account } = await ask();
      if (account.accountId === desk.readerId) desk.calls.signedIn();
      else setProblem(words.otherPerson);
    } catch (error) {
      const refused = problemOf(error);
      setProblem(
        refused?.status === 401 && password === ''
          ? words.stillOut
          : refused === null
            ? words.save.offline
            : `${refused.sentence} ${refused.mend}`,
      );
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void check(() => client.signIn({ body: { email, password } }));
  };
  return (
    <RoomDialog title={words.signInTitle}>
      <p>{words.signInLead}</p>
      <form onSubmit={submit} className="room-form">
        <label>
          {words.email}
          <input
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label>
          {words.password}
          <input
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {problem !== '' && <p role="alert">{problem}</p>}
        <div className="room-buttons">
          <button type="submit" className="room-main">
            {words.signIn}
          </button>
          <a href={`${basePath()}/sign-in`} target="_blank" rel="noreferrer">
            {words.signInElsewhere}
          </a>
          <button type="button" onClick={() => void check(() => client.session())}>
            {words.signedInElsewhere}
          </button>
        </div>
      </form>
    </RoomDialog>
  );
}
