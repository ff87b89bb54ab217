// Where a phone is let in no more: photos that are still on it are not forgotten.
import { openStore } from "../upload/store.js";
import { part } from "./dom.js";

/** Kept for the visit, whoever lets the phone in. */
const OF_A_VISIT = "visit-";

const store = await openStore();
const element = part("left");
const count = await store.countOf(({ person }) => person.startsWith(OF_A_VISIT));
const [are, they] = count === 1 ? ["1 photo is", "It is"] : [`${count} photos are`, "They are"];
element.hidden = !count;
element.textContent = `${are} still on this phone. ${they} sent after the next scan of a code for the same visit.`;
