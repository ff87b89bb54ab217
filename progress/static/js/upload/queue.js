// A few at a time: more would not be quicker, and would leave the last photo waiting for all others.

const AT_ONCE = 2;

export function createQueue() {
  const waiting = [];
  let running = 0;

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      waiting.shift()().finally(() => {
        running -= 1;
        next();
      });
    }
  }

  return {
    /** `task` is called in its turn and answers a promise. */
    add(task) {
      waiting.push(task);
      next();
    },
  };
}
