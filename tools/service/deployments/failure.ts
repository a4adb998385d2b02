import { unreachable } from '../../base/model/index.js';
import type { Problem } from '../programs/index.js';
import type { EntryProblem, UnpackFailure } from './unpack_failure.js';

/** Why the content of an archive is not a graph that runs here. */
export type InspectFailure =
  /** `detail`: what is missing or wrong. */
  | { readonly reason: 'not-a-graph'; readonly detail: string }
  /** Its programs do not start on this machine: another platform, or a part of them is missing. */
  | { readonly reason: 'programs-do-not-start'; readonly program: string; readonly detail: string };

/** What still needs a deployment. */
export type Need =
  | { readonly kind: 'current' }
  /** Something of the service that is not finished: `request …`, `run …`. */
  | { readonly kind: 'in-use'; readonly by: string }
  | { readonly kind: 'manifest'; readonly manifest: string };

export type DeploymentFailure =
  | UnpackFailure
  | InspectFailure
  | { readonly reason: 'archive-too-large'; readonly limitBytes: number }
  | { readonly reason: 'upload-cut-off'; readonly detail: string }
  | { readonly reason: 'deployment-not-found'; readonly digest: string }
  | { readonly reason: 'deployment-removed'; readonly digest: string }
  | { readonly reason: 'deployment-needed'; readonly digest: string; readonly need: Need }
  /** The new program cannot plan. `detail`: the end of what it said. */
  | { readonly reason: 'plan-failed'; readonly digest: string; readonly detail: string };

const ENTRY: Readonly<Record<EntryProblem, string>> = {
  'absolute-path': 'has an absolute path',
  'path-leads-out': 'has ".." in its path',
  'path-not-plain': 'has an empty or a "." part in its path',
  'path-too-long': 'has a path that is too long',
  'path-too-deep': 'is in too many folders',
  'name-not-utf-8': 'has a name that is not UTF-8',
  'outside-of-the-folder': 'is not in the one folder of the archive',
  duplicate: 'is there twice',
  'below-a-file': 'is below something that is not a folder',
  device: 'is a device or a pipe',
  'unknown-kind': 'is neither a file, a folder nor a link',
  'special-mode': 'has a mode with set-uid, set-gid or sticky bits',
  'content-of-no-file': 'has content and is not a file',
  'link-without-target': 'is a link to nothing',
  'link-target-absolute': 'is a link to an absolute path',
  'link-leads-out': 'is a link that leads out of the archive',
  'link-to-nothing': 'is a link to something that is not in the archive',
  'link-loop': 'is a link that leads to itself',
};

const BUILD_AGAIN = 'build the .archive target of the graph again, and upload that file as it is';

/** Describes a failure for a response or a message. */
export function describeDeploymentFailure(failure: DeploymentFailure): Problem {
  const { reason } = failure;
  switch (failure.reason) {
    case 'archive-unreadable':
    case 'archive-empty':
      return {
        ...{ status: 422, reason, title: 'The archive cannot be read' },
        detail: `The upload is not an archive of a graph: ${'detail' in failure ? failure.detail : 'it contains nothing'}; ${BUILD_AGAIN}`,
      };
    case 'archive-entry-refused':
      return {
        ...{ status: 422, reason, title: 'The archive has an entry that is not allowed' },
        detail: `${JSON.stringify(failure.entry)} ${ENTRY[failure.problem]}; ${BUILD_AGAIN}`,
      };
    case 'archive-too-large':
      return {
        ...{ status: 413, reason, title: 'The archive is too large' },
        detail: `An archive may have ${megabytes(failure.limitBytes)}; leave data out of the runfiles of the jobs`,
      };
    case 'archive-unpacks-too-large':
      return {
        ...{ status: 413, reason, title: 'The archive is too large' },
        detail: `What is in an archive may have ${megabytes(failure.limitBytes)}; leave data out of the runfiles of the jobs`,
      };
    case 'archive-too-many-entries':
      return {
        ...{ status: 413, reason, title: 'The archive has too many files' },
        detail: `An archive may have ${failure.limit.toLocaleString('en')} files and folders; leave data out of the runfiles of the jobs`,
      };
    case 'upload-cut-off':
      return {
        ...{ status: 400, reason, title: 'The upload was cut off' },
        detail: `The archive did not arrive completely (${failure.detail}); upload it again`,
      };
    case 'deployments-unwritable':
      return {
        ...{ status: 507, reason, title: 'The service cannot store the archive' },
        detail: `${failure.path} cannot be written (${failure.code}); make room, or change the permissions of the state directory`,
      };
    case 'not-a-graph':
      return {
        ...{ status: 422, reason, title: 'The archive is not that of a graph' },
        detail: `${failure.detail}; upload the .archive of a databuild_graph`,
      };
    case 'programs-do-not-start':
      return {
        ...{ status: 422, reason, title: 'The programs of the archive do not run on this machine' },
        detail: `${failure.program} --version failed: ${failure.detail}; build the archive for the platform of the service (--platforms)`,
      };
    case 'deployment-not-found':
      return {
        ...{ status: 404, reason, title: 'There is no such deployment' },
        detail: `There is no deployment ${failure.digest}; GET /api/v1/deployments lists them`,
      };
    case 'deployment-removed':
      return {
        ...{ status: 410, reason, title: 'The deployment was removed' },
        detail: `The archive ${failure.digest} was removed; upload it again`,
      };
    case 'deployment-needed':
      return {
        ...{ status: 409, reason, title: 'The deployment is needed' },
        detail: `${failure.digest} ${describeNeed(failure.need)}`,
      };
    case 'plan-failed':
      return {
        ...{ status: 422, reason, title: 'The deployment cannot plan' },
        detail: `The plan of ${failure.digest} failed: ${failure.detail}`,
      };
    default:
      return unreachable(failure);
  }
}

function describeNeed(need: Need): string {
  switch (need.kind) {
    case 'current':
      return 'is the current deployment of its graph; make another one current first';
    case 'in-use':
      return `is used by ${need.by}; wait for its end, or cancel it`;
    case 'manifest':
      return `made partitions: manifest ${need.manifest} leads to it; forget and collect them first, or let the service remove it when it is old enough`;
  }
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024).toLocaleString('en')} MiB`;
}
