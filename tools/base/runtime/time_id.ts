import { randomBytes } from './random.js';

/** Makes ids that are unique and sort by time. */
export type TimeIds = () => string;

/** Twelve of the random bits are a counter within the millisecond, as RFC 9562 (6.2, method 1) allows. */
const COUNTER_LIMIT = 0x1000;

/**
 * UUIDs of version 7: 48 bits of milliseconds, a counter, 62 random bits. Ids of one source strictly increase, even
 * if many are made in one millisecond or the clock steps back.
 *
 * @param now milliseconds since the epoch
 */
export function timeIds(now: () => number): TimeIds {
  let last = 0;
  let counter = 0;
  return () => {
    const time = now();
    if (time > last) {
      last = time;
      counter = 0;
    } else if (++counter === COUNTER_LIMIT) {
      last++;
      counter = 0;
    }
    const millis = last.toString(16).padStart(12, '0');
    const random = randomBytes(8);
    random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
    const tail = random.toString('hex');
    return [
      millis.slice(0, 8),
      millis.slice(8),
      `7${counter.toString(16).padStart(3, '0')}`,
      tail.slice(0, 4),
      tail.slice(4),
    ].join('-');
  };
}
