// Waiting for what comes to be.

/** How long a single wait takes at most, in milliseconds. */
export const LIMIT = 45_000;

export const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/** What `look` returns once that is something; fails with `what` after `limit` milliseconds. */
export async function until(what, look, limit = LIMIT) {
  const began = Date.now();
  let last;
  for (;;) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() - began > limit) {
      const why = last instanceof Error ? ` (${last.message.split("\n")[0]})` : "";
      throw new Error(`not in ${limit / 1000} s: ${what}${why}`);
    }
    await sleep(60);
  }
}
