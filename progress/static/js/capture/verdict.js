// Asks what the server makes of a photo, until it has made up its mind.
import { NoAnswer, verdictOn } from "./server.js";

/** A first answer is usually there within a second or two; a busy server is not hurried. */
const DELAYS_MS = [300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000];

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function patiently(photo) {
  try {
    return await verdictOn(photo);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

/** Calls `tell` with each answer; the last is not "working". */
export async function followVerdict(photo, tell) {
  for (let turn = 0; ; turn += 1) {
    await wait(DELAYS_MS[Math.min(turn, DELAYS_MS.length - 1)]);
    const told = await patiently(photo);
    if (told) tell(told);
    if (told && told.state !== "working") return;
  }
}
