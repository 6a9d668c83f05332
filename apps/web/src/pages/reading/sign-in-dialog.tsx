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
  const [code, setCode] = useState('');
  const [owed, setOwed] = useState<'code' | 'enrolment' | null>(null);
  const [problem, setProblem] = useState('');
  const { client } = desk.calls;
  const check = async (
    ask: () => ReturnType<typeof client.session> | ReturnType<typeof client.signIn>,
  ): Promise<void> => {
    setProblem('');
    try {
      const answer = await ask();
      if ('step' in answer) return setOwed(answer.step);
      if (answer.account.accountId === desk.readerId) desk.calls.signedIn();
      else setProblem(words.otherPerson);
    } catch (error) {
      setCode('');
      const refused = problemOf(error);
      // The time for the code is over: the password again.
      if (refused?.code === 'room/not-signed-in') setOwed(null);
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
    void check(() =>
      owed === 'code'
        ? client.signInCode({ body: { code } })
        : client.signIn({ body: { email, password } }),
    );
  };
  return (
    <RoomDialog title={words.signInTitle}>
      <p>{words.signInLead}</p>
      <form onSubmit={submit} className="room-form">
        {owed === 'code' ? (
          <label>
            {words.signInCode}
            <input
              type="text"
              autoComplete="one-time-code"
              required
              minLength={6}
              maxLength={40}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          </label>
        ) : (
          <>
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
          </>
        )}
        {owed === 'enrolment' && <p role="alert">{words.enrolElsewhere}</p>}
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
