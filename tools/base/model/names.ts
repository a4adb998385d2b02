import * as z from 'zod';
import { lazily } from './lazily.js';

/** An id of a manifest, a host, a label or a key: one line of text that can be shown as it is. */
export const NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,1024}$/u;
export const nameSchema = lazily(() => z.string().regex(NAME));

/** An id of a build or task. It also becomes the name of a file, so it has no slash and is not `.` or `..`. */
export const FILE_NAME = /^(?!\.\.?$)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/]{1,255}$/u;
export const fileNameSchema = lazily(() => z.string().regex(FILE_NAME));

/**
 * The latest time of an event, in microseconds since the epoch: the year 2200. Later times could exceed the integers
 * that a float can count.
 */
export const MAX_MICROS = Date.UTC(2200, 0, 1) * 1000;
