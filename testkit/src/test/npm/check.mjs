// What the scripts share: named checks, and promises of the first so many calls of a listener.
const DEADLINE_MS = 20_000;
let passed = 0;

export async function check(name, body) {
  try {
    await body();
    passed++;
    console.log(`ok - ${name}`);
  } catch (error) {
    console.error(`not ok - ${name}`);
    console.error(error);
    process.exit(1);
  }
}

/** Collects `count` values; `take` is the listener, `all` the promise. */
export function soon(count) {
  const values = [];
  let take;
  const all = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${values.length} of ${count} values within ${DEADLINE_MS} ms`)), DEADLINE_MS);
    take = value => {
      if (values.push(value) === count) {
        clearTimeout(timer);
        done(values);
      }
    };
  });
  all.catch(() => {}); // reported where it is awaited
  return { all, take };
}

/** web3.js does not tell when the node has taken a subscription. */
export const subscriptionsMade = () => new Promise(done => setTimeout(done, 500));

export function finish() {
  console.log(`${passed} passed`);
  process.exit(0);
}
