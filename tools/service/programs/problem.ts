/** Why the service does not do what it was asked, as RFC 9457 has it. Each failure of a part has one. */
export interface Problem {
  /** A status of HTTP, 400 to 599. */
  readonly status: number;
  /** The kebab-case reason of the failure. */
  readonly reason: string;
  /** A few words that are the same for all problems of this reason. */
  readonly title: string;
  /** What is wrong with what, and how to correct it. */
  readonly detail: string;
  /** Fields of the request that are wrong. */
  readonly errors?: readonly FieldProblem[];
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number;
}

export interface FieldProblem {
  /** A JSON pointer into the body (`/refs/0`), or the name of a parameter. */
  readonly field: string;
  readonly detail: string;
}
