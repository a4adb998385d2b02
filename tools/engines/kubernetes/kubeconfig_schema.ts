import * as z from 'zod';
import { lazily, type Inferred } from '../../base/model/index.js';

const clusterSchema = lazily(() =>
  z.looseObject({
    server: z.string().optional(),
    'certificate-authority': z.string().optional(),
    'certificate-authority-data': z.string().optional(),
    'insecure-skip-tls-verify': z.boolean().optional(),
    'tls-server-name': z.string().optional(),
    'proxy-url': z.string().optional(),
  }),
);

const contextSchema = lazily(() =>
  z.looseObject({
    cluster: z.string().optional(),
    user: z.string().optional(),
    namespace: z.string().optional(),
  }),
);

const execSchema = lazily(() =>
  z.looseObject({
    apiVersion: z.string(),
    command: z.string(),
    args: z.array(z.string()).nullish(),
    env: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
    installHint: z.string().optional(),
    interactiveMode: z.string().optional(),
    provideClusterInfo: z.boolean().optional(),
  }),
);

const userSchema = lazily(() =>
  z.looseObject({
    token: z.string().optional(),
    tokenFile: z.string().optional(),
    'client-certificate': z.string().optional(),
    'client-certificate-data': z.string().optional(),
    'client-key': z.string().optional(),
    'client-key-data': z.string().optional(),
    exec: execSchema().nullish(),
  }),
);

/** A file as `kubectl` reads it. Lists that are empty may be `null`, and fields that are of no use here are let through. */
export const kubeconfigSchema = lazily(() =>
  z.looseObject({
    'current-context': z.string().optional(),
    clusters: z.array(z.looseObject({ name: z.string(), cluster: clusterSchema() })).nullish(),
    contexts: z.array(z.looseObject({ name: z.string(), context: contextSchema() })).nullish(),
    users: z.array(z.looseObject({ name: z.string(), user: userSchema() })).nullish(),
  }),
);

export type ClusterEntry = Inferred<typeof clusterSchema>;
export type ContextEntry = Inferred<typeof contextSchema>;
export type UserEntry = Inferred<typeof userSchema>;
export type ExecEntry = Inferred<typeof execSchema>;
