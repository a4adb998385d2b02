import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './shell.js';
import { startRouter } from './router.js';
import { startClock } from './ui/clock.js';
import { startTheme } from './ui/theme.js';

startTheme();
startRouter();
startClock();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
