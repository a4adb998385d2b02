import { useState } from 'preact/hooks';
import { signIn, token } from '../../api/session.js';
import { navigate, place } from '../../router.js';
import { Page } from '../../ui/page.js';
import './sign_in.css';

/** Asks for the token of the reader. The page that was asked for comes after it. */
export function SignIn() {
  const [typed, setTyped] = useState('');
  const wasRefused = token.value !== undefined;
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = typed.trim();
    if (given === '') return;
    signIn(given);
    if (place.peek().path === '/sign-in') navigate('/', { replace: true });
  };
  return (
    <Page title="Sign in" about="This service answers only to those who have a token. Whoever runs it makes tokens.">
      <form class="sign-in" onSubmit={submit}>
        {wasRefused && (
          <p class="trouble" role="alert">
            The service does not know this token. Check it, or ask for a new one.
          </p>
        )}
        <div class="field">
          <label for="token">Token</label>
          <input
            id="token"
            class="input mono"
            type="password"
            autocomplete="current-password"
            spellcheck={false}
            required
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <button type="submit" class="button is-main">
          Sign in
        </button>
        <p class="muted small">The token is kept in this tab only, and forgotten when the tab is closed.</p>
      </form>
    </Page>
  );
}
