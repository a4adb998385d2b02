import { unreachable } from '../base/model/index.js';
import type { CodeFailure, DriverFailure, VouchFailure } from '../driver/index.js';
import { describeSplitAdoption, describeSplitBlessing } from './adoption.js';
import { describeAnalyzeFailure, exitCodeOfAnalyzeFailure } from './analyze_failures.js';
import { describeCopyFailure } from './audit.js';
import { describeCatalogFailure, describeNotInCatalog } from './catalog_failures.js';
import { describeConfigureFailure, exitCodeOfConfigureFailure } from './configure_failures.js';
import { describeEngineFailure } from './engine_failures.js';
import { describeDrift } from './drift.js';
import { describeForeignExecutable } from './edited_plans.js';
import { describeExpectedFailure, exitCodeOfExpectedFailure } from './expected_failures.js';
import { describeExecFailure, exitCodeOfExecFailure } from './exec_failures.js';
import { describeDirectoryFailure } from './input_failures.js';
import { describeLookupFailure, exitCodeOfLookupFailure } from './lookup_failures.js';
import { describePlanFailure, exitCodeOfPlanFailure } from './plan_failures.js';

/** Explains one failure of the driver. */
export function describeDriverFailure(failed: DriverFailure): string {
  switch (failed.stage) {
    case 'directory':
      return describeDirectoryFailure(failed.failure);
    case 'engine':
      return describeEngineFailure(failed.failure);
    case 'catalog':
      return describeCatalogFailure(failed.failure);
    case 'code':
      return describeCodeFailure(failed.failure);
    case 'lookup':
      return describeLookupFailure(failed.failure);
    case 'configure':
      return describeConfigureFailure(failed.failure);
    case 'expected':
      return describeExpectedFailure(failed.failure);
    case 'analyze':
      return describeAnalyzeFailure(failed.failure);
    case 'plan':
      return describePlanFailure(failed.failure);
    case 'drift':
      return describeDrift(failed.failure);
    case 'foreign':
      return describeForeignExecutable(failed.failure);
    case 'exec':
      return describeExecFailure(failed.failure);
    case 'vouch':
      return describeVouchFailure(failed.failure);
    case 'copy':
      return describeCopyFailure(failed.failure);
    default:
      return unreachable(failed);
  }
}

/** @returns 1 if something failed; 2 if the request or the state does not allow it */
export function exitCodeOfDriverFailure(failed: DriverFailure): number {
  switch (failed.stage) {
    case 'lookup':
      return exitCodeOfLookupFailure(failed.failure);
    case 'configure':
      return exitCodeOfConfigureFailure(failed.failure);
    case 'expected':
      return exitCodeOfExpectedFailure(failed.failure);
    case 'analyze':
      return exitCodeOfAnalyzeFailure(failed.failure);
    case 'plan':
      return exitCodeOfPlanFailure(failed.failure);
    case 'exec':
      return exitCodeOfExecFailure(failed.failure);
    case 'copy':
      return 1;
    case 'directory':
    case 'engine':
    case 'catalog':
    case 'code':
    case 'drift':
    case 'foreign':
    case 'vouch':
      return 2;
    default:
      return unreachable(failed);
  }
}

function describeCodeFailure(failure: CodeFailure): string {
  switch (failure.reason) {
    case 'digest-unreadable':
      return `cannot read the code digest ${failure.path}: ${failure.code}; build the target again`;
    case 'digest-malformed':
      return `${failure.path} does not contain a code digest (64 hexadecimal digits); build the target again`;
    default:
      return unreachable(failure);
  }
}

function describeVouchFailure(failure: VouchFailure): string {
  if (failure.reason === 'not-in-catalog') return describeNotInCatalog({ reason: failure.reason, refs: [failure.ref] });
  return failure.origin === 'adopted' ? describeSplitAdoption(failure) : describeSplitBlessing(failure);
}
