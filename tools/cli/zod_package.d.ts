/** The npm package `zod` by the name that the bundle knows it by, because it replaces `zod` itself: see `zod_when_used.ts`. */
declare module 'zod-package' {
  export * from 'zod';
}
