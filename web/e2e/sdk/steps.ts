// What every scenario here is made of. A step is one line of output, `ok NAME` or `FAIL NAME: why`;
// the last line is END. Whoever started the script counts the lines.

export const END = "no more steps";

/** An error between the steps ends the scenario, and is said. */
export async function run(scenario: () => Promise<void>): Promise<void> {
  try {
    await scenario();
  } catch (error) {
    console.log(`FAIL the scenario ended early: ${words(error)}`);
  }
  console.log(END);
}

/** A step that fails does not end the scenario. */
export async function step(name: string, body: () => unknown): Promise<void> {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`FAIL ${name}: ${words(error)}`);
  }
}

function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll("\n", " ");
}

export function same(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${found} is not ${wanted}`);
}

export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`it does not hold: ${what}`);
}

/** The call must be refused, for a reason that names one of the words. */
export async function refused(why: RegExp, call: () => Promise<unknown>): Promise<void> {
  let answer: unknown;
  try {
    answer = await call();
  } catch (error) {
    if (!why.test(words(error))) throw new Error(`refused, but not for ${why}: ${words(error)}`);
    return;
  }
  throw new Error(`not refused: ${JSON.stringify(answer)}`);
}

const realNow = Date.now;
let aheadMs = 0;

/** Moves the client's clock: it names a login by the second, and renews a token near its end. */
export function passSeconds(seconds: number): void {
  aheadMs += seconds * 1000;
  Date.now = () => realNow() + aheadMs;
}

export async function eventually(what: string, condition: () => boolean): Promise<void> {
  const deadline = realNow() + 20_000;
  while (!condition()) {
    if (realNow() > deadline) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
