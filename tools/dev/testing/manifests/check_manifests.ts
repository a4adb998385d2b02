import { Workflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Workflow';
import { WorkflowTemplate } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/WorkflowTemplate';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { parseAllDocuments } from 'yaml';
import { typeProblems } from './unknown_fields.js';

const ARGO = '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1';
const RBAC = 'kubernetes-models/rbac.authorization.k8s.io/v1';

/** How an object of each kind is checked. */
const KINDS = {
  ConfigMap: { model: ConfigMap, module: 'kubernetes-models/v1/ConfigMap', type: 'IConfigMap' },
  Job: { model: Job, module: 'kubernetes-models/batch/v1/Job', type: 'IJob' },
  PersistentVolumeClaim: {
    model: PersistentVolumeClaim,
    module: 'kubernetes-models/v1/PersistentVolumeClaim',
    type: 'IPersistentVolumeClaim',
  },
  Role: { model: Role, module: `${RBAC}/Role`, type: 'IRole' },
  RoleBinding: { model: RoleBinding, module: `${RBAC}/RoleBinding`, type: 'IRoleBinding' },
  ServiceAccount: { model: ServiceAccount, module: 'kubernetes-models/v1/ServiceAccount', type: 'IServiceAccount' },
  Workflow: { model: Workflow, module: `${ARGO}/Workflow`, type: 'IWorkflow' },
  WorkflowTemplate: { model: WorkflowTemplate, module: `${ARGO}/WorkflowTemplate`, type: 'IWorkflowTemplate' },
} as const;

/** An object for the API of Kubernetes. */
export interface Manifest {
  readonly kind: keyof typeof KINDS;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
  readonly binaryData: Record<string, string>;
}

/** The objects of a YAML file. @throws if it is not YAML */
export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Manifest;
  });
}

/** What is wrong with objects, by the published schemas: values, types, and fields that do not exist. */
export function manifestProblems(manifests: readonly Manifest[]): string[] {
  return [...manifests.flatMap(valueProblem), ...fieldProblems(manifests)];
}

/** Only what the types of the published schemas do not allow. */
export function fieldProblems(manifests: readonly Manifest[]): string[] {
  return typeProblems(manifests.map((value) => ({ value, ...KINDS[value.kind] })));
}

function valueProblem(manifest: Manifest): string[] {
  try {
    new KINDS[manifest.kind].model(manifest as never).validate();
    return [];
  } catch (error) {
    return [String(error)];
  }
}
