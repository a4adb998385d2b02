const CODES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EAGAIN: 'too many processes are running',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is where a directory should be',
  ENXIO: 'it has no reader',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EPIPE: 'its reader is gone',
  // Codes of Node's HTTP client.
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept the connection in time',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are too long',
  UND_ERR_SOCKET: 'it closed the connection',
  interrupted: 'interrupted by a signal',
  'dangling-link': 'it is a symbolic link to nothing',
  socket: 'it is a socket, not a file',
  'not-a-regular-file': 'it is not a regular file',
  'line-too-long': 'it has a line of more than 268,435,456 characters',
  'not-utf-8': 'it is not UTF-8 text',
  'too-large': 'it is larger than 512 MiB',
};

/** Describes a system error code in words, followed by the code if that helps a search. */
export function describeCode(code: string): string {
  const words = CODES[code];
  if (words === undefined) return code;
  return code.startsWith('E') ? `${words} (${code})` : words;
}
