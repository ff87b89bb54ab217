// Shows a page of our own where there is no connection, and does nothing else: whatever is asked for is
// asked of the clinic, and no answer of it is kept.
const KEPT = "offline-{{ version }}";
const ADDRESSES = {{ addresses|tojson }};
const [PAGE] = ADDRESSES;

const fresh = (address) => new Request(address, { cache: "reload" });

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll(ADDRESSES.map(fresh));
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
}

const ask = (request, instead) => fetch(request).catch(async () => (await caches.match(instead)) ?? Response.error());

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(ask(request, PAGE));
  else if (ADDRESSES.includes(pathname)) event.respondWith(ask(request, pathname));
});
