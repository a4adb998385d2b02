import { Page } from '../../ui/page.js';
import { Approvals, FailedBuilds, LateTriggers } from './attention.js';
import { Graphs } from './graphs.js';
import './overview.css';
import { Running } from './running.js';

/** What runs, what needs a person, and how fresh everything is. */
export function Overview() {
  return (
    <Page title="Overview">
      <div class="overview">
        <div>
          <Running />
          <Graphs />
        </div>
        <div>
          <Approvals />
          <LateTriggers />
          <FailedBuilds />
        </div>
      </div>
    </Page>
  );
}
