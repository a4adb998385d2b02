// Loaded before every program: keeps Node.js from leaving the sandbox or the runfiles.
//
// Bazel puts inputs in a sandbox and in runfiles as symlinks into its output tree. Node.js names a
// module by its real path, so it would follow those links and then find whatever else happens to
// lie in the output tree, declared or not. Here a real path is found by following only the links
// that stay inside, such as the relative ones that make up node_modules.

'use strict';

const fs = require('node:fs');
const { registerHooks, syncBuiltinESMExports } = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

// The innermost root decides, since runfiles lie inside of the execution root.
const roots = (process.env.JS_BINARY__FS_PATCH_ROOTS ?? '')
  .split(':')
  .filter((root) => root !== '')
  .sort((a, b) => b.length - a.length);

const isBelow = (root, file) => file.startsWith(root) && file[root.length] === '/';

/** Real paths already found, by path: only of Bazel's files, since a program may change its own. */
const known = new Map();

/** Where `file` is when links out of `root` are taken for the files they point at. */
function insidePath(root, file, depth = 0) {
  if (file === root) return root;
  const found = known.get(file);
  if (found !== undefined) return found;

  const at = path.join(insidePath(root, path.dirname(file), depth), path.basename(file));
  let inside = at;
  if (fs.lstatSync(at).isSymbolicLink()) {
    const target = path.resolve(path.dirname(at), fs.readlinkSync(at));
    if (isBelow(root, target)) {
      if (depth > 40) throw Object.assign(new Error(`ELOOP: too many symbolic links, '${file}'`), { code: 'ELOOP' });
      inside = insidePath(root, target, depth + 1);
    }
  }
  if (file.includes('/bazel-out/')) known.set(file, inside);
  return inside;
}

/** The real path, or undefined where that is the business of the original function. */
function guarded(file) {
  if (file instanceof URL) file = fileURLToPath(file);
  if (typeof file !== 'string') return undefined;
  const absolute = path.resolve(file);
  const root = roots.find((candidate) => candidate === absolute || isBelow(candidate, absolute));
  return root === undefined ? undefined : insidePath(root, absolute);
}

const { JS_BINARY__EXECROOT: execroot, JS_BINARY__RUNFILES: runfiles } = process.env;

/** Where a file of Bazel's own output tree is inside, or undefined for any other file. */
function broughtBack(file) {
  if (roots.some((root) => isBelow(root, file))) return undefined;
  const [, tree, rest] = /^.*\/(bazel-out\/[^/]+\/bin)\/(.*)$/.exec(file) ?? [];
  if (tree === undefined) return undefined;
  const inRunfiles = rest.startsWith('external/') ? rest.slice('external/'.length) : `_main/${rest}`;
  return [`${runfiles}/${inRunfiles}`, `${execroot}/${tree}/${rest}`].find((candidate) => fs.existsSync(candidate));
}

const patchedSync = (originalSync) =>
  function realpathSync(file, options) {
    return guarded(file) ?? originalSync(file, options);
  };

const patchedCallback = (originalCallback) =>
  function realpath(file, options, callback = options) {
    let inside;
    try {
      inside = guarded(file);
    } catch (error) {
      process.nextTick(callback, error);
      return;
    }
    if (inside === undefined) originalCallback(file, options, callback);
    else process.nextTick(callback, null, inside);
  };

const patchedPromise = (originalPromise) =>
  async function realpath(file, options) {
    return guarded(file) ?? originalPromise(file, options);
  };

if (roots.length > 0) {
  const { realpath, realpathSync } = fs;
  const native = realpath.native;
  const nativeSync = realpathSync.native;
  fs.realpathSync = patchedSync(realpathSync);
  fs.realpathSync.native = patchedSync(nativeSync);
  fs.realpath = patchedCallback(realpath);
  fs.realpath.native = patchedCallback(native);
  fs.promises.realpath = patchedPromise(fs.promises.realpath);
  syncBuiltinESMExports();

  // CommonJS modules are found with the functions above; ES modules are not, and are brought back.
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (!resolved.url.startsWith('file:')) return resolved;
      const url = new URL(resolved.url);
      const inside = broughtBack(fileURLToPath(url));
      return inside === undefined ? resolved : { ...resolved, url: pathToFileURL(inside).href + url.search + url.hash };
    },
  });
}
