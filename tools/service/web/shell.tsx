import { useEffect } from 'preact/hooks';
import { connection, follow } from './api/live.js';
import { forgetAll } from './api/resource.js';
import { isRefused, reader, signOut, token, type Reader } from './api/session.js';
import { useRead } from './api/use_read.js';
import { SignIn } from './pages/sign_in/sign_in.js';
import { place } from './router.js';
import { pageAt } from './routes.js';
import { Messages } from './ui/messages.js';
import { Page } from './ui/page.js';
import { Shown } from './ui/shown.js';
import { nextTheme, theme } from './ui/theme.js';

const NAVIGATION = [
  ['/', 'Overview'],
  ['/requests', 'Requests'],
  ['/builds', 'Builds'],
  ['/triggers', 'Triggers'],
  ['/deployments', 'Deployments'],
  ['/pools', 'Pools'],
  ['/activity', 'Activity'],
] as const;

/** Everything: the frame of all pages, and the page of the address. */
export function App() {
  const mustSignIn = isRefused.value || place.value.path === '/sign-in';
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div class="top-row">
          <a class="brand" href="/">
            DataBuild
          </a>
          {!mustSignIn && <Navigation />}
          <div class="top-end">
            <Who />
            <ThemeSwitch />
          </div>
        </div>
      </header>
      {connection.value === 'lost' && !mustSignIn && (
        <p class="banner" role="status">
          The connection to the service is lost. Trying again …
        </p>
      )}
      <main class="main" id="main">
        {mustSignIn ? <SignIn /> : <SignedIn key={token.value} />}
      </main>
      <Messages />
    </div>
  );
}

function Navigation() {
  const { path } = place.value;
  const isCurrent = (address: string): boolean =>
    address === '/' ? path === '/' : path === address || path.startsWith(`${address}/`);
  return (
    <nav class="nav" aria-label="Pages">
      <ul>
        {NAVIGATION.map(([address, name]) => (
          <li key={address}>
            <a href={address} aria-current={isCurrent(address) ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The page, as soon as it is known who reads it. */
function SignedIn() {
  const who = useRead<Reader>('/whoami');
  const { value } = who;
  useEffect(() => {
    if (value === undefined) return;
    reader.value = value;
    void follow();
  }, [value?.name]);
  return (
    <Shown of={who} what="the page" lines={6}>
      {() => pageAt(place.value.path) ?? <NoPage />}
    </Shown>
  );
}

function NoPage() {
  return (
    <Page title="No such page">
      <p>
        There is no page at this address. The <a href="/">overview</a> leads to all of them.
      </p>
    </Page>
  );
}

function Who() {
  const who = reader.value;
  if (who === undefined) return null;
  return (
    <>
      <span class="who">
        {who.name} · {who.role}
      </span>
      {token.value !== undefined && (
        <button
          type="button"
          class="button"
          onClick={() => {
            signOut();
            forgetAll();
          }}
        >
          Sign out
        </button>
      )}
    </>
  );
}

const THEME_WORDS = { system: 'as the system', light: 'light', dark: 'dark' } as const;

function ThemeSwitch() {
  const label = `Colours: ${THEME_WORDS[theme.value]}`;
  return (
    <button type="button" class="icon-button" title={label} aria-label={`${label}. Change`} onClick={nextTheme}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {theme.value === 'system' && <path d="M6 1.5a4.5 4.5 0 1 0 0 9z" fill="currentColor" />}
        {theme.value === 'dark' ? (
          <path d="M9.8 7.6A4.4 4.4 0 0 1 4.4 2.2A4.4 4.4 0 1 0 9.8 7.6z" fill="currentColor" />
        ) : (
          <path d="M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z" />
        )}
      </svg>
    </button>
  );
}
