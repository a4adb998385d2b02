/** Tasks, by index, that could start now. */
export interface ReadySet {
  add(task: number): void;
  /** Takes the one to start next out of the set. */
  take(): number | undefined;
}

/** First in, first out. */
export function fifoReadySet(): ReadySet {
  let queue: number[] = [];
  let next = 0;
  return {
    add(task) {
      queue.push(task);
    },
    take() {
      const task = queue[next];
      if (task === undefined) return undefined;
      next++;
      // Dropping what was taken, once it is the larger half, keeps both memory and time per task constant.
      if (next > 1024 && next * 2 > queue.length) {
        queue = queue.slice(next);
        next = 0;
      }
      return task;
    },
  };
}
