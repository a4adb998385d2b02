import { createHash } from 'node:crypto';
import type { Plan } from '../model/index.js';
import { planText } from './write.js';

/**
 * Content hash of a plan: SHA-256 over its text as `writePlan` writes it, but for the id itself. Two plans have one id
 * exactly when they say the same in the same order.
 */
export function planId(plan: Omit<Plan, 'id'>): string {
  const content: Partial<Plan> = { ...plan };
  delete content.id;
  const hash = createHash('sha256');
  for (const chunk of planText(content)) hash.update(chunk);
  return hash.digest('hex');
}
