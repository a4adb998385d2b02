/** What a principal may do: a viewer reads, an operator also starts and stops work, an admin also changes what runs. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** Who does something. The name is what the activity log shows. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}

/** The principal of what the service does by itself, such as the requests of triggers. */
export const SERVICE: Principal = { name: 'service', role: 'operator' };
