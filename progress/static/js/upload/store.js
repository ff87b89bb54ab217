// Photos on this device that have not reached the clinic yet. They outlive a reload and a lost
// connection, and are deleted as soon as the server says that it has them.
import { openDB } from "../../vendor/idb/index.js";

const NAME = "progress-uploads";
const STRANGERS_KEPT_MS = 7 * 24 * 3600 * 1000;

function upgrade(database) {
  database.createObjectStore("photos", { keyPath: "id" }).createIndex("person", "person");
  // Apart from the facts, so that a list reads no files; as plain bytes, which every browser keeps.
  database.createObjectStore("bytes");
}

class Store {
  #database;
  /** What this device has no room for lives as long as the page. */
  #unkept = new Map();

  constructor(database) {
    this.#database = database;
  }

  /** Whether the photo will outlive this page. */
  async add(photo, blob) {
    try {
      const bytes = await blob.arrayBuffer();
      const { stores, done } = this.#writing();
      stores.bytes.put(bytes, photo.id);
      stores.photos.put(photo);
      await done;
      return true;
    } catch {
      this.#unkept.set(photo.id, { photo, blob });
      return false;
    }
  }

  #writing() {
    const transaction = this.#database.transaction(["photos", "bytes"], "readwrite");
    const [photos, bytes] = [transaction.objectStore("photos"), transaction.objectStore("bytes")];
    return { stores: { photos, bytes }, done: transaction.done };
  }

  /** A person's photos, in the order in which they came. */
  async list(person) {
    const kept = (await this.#database?.getAllFromIndex("photos", "person", person)) ?? [];
    const unkept = [...this.#unkept.values()].map(({ photo }) => photo).filter((photo) => photo.person === person);
    return [...kept, ...unkept].sort((one, other) => one.at - other.at);
  }

  async blob({ id, type }) {
    if (this.#unkept.has(id)) return this.#unkept.get(id).blob;
    const bytes = await this.#database?.get("bytes", id);
    return bytes && new Blob([bytes], { type });
  }

  /** The photo with `facts` changed; nothing if it is gone. */
  async change(id, facts) {
    const unkept = this.#unkept.get(id);
    if (unkept) return Object.assign(unkept.photo, facts);
    if (!this.#database) return undefined;
    const transaction = this.#database.transaction("photos", "readwrite");
    const photo = await transaction.store.get(id);
    if (photo) transaction.store.put(Object.assign(photo, facts));
    await transaction.done;
    return photo;
  }

  async remove(id) {
    if (this.#unkept.delete(id) || !this.#database) return;
    const { stores, done } = this.#writing();
    stores.photos.delete(id);
    stores.bytes.delete(id);
    await done;
  }

  /** How many photos on this device are such, whoever took them. */
  async countOf(isSuch) {
    return ((await this.#database?.getAll("photos")) ?? []).filter(isSuch).length;
  }

  /** Photos that other people left unsent on this device; old ones are deleted. */
  async leftByOthers(person) {
    const all = (await this.#database?.getAll("photos")) ?? [];
    const others = all.filter((photo) => photo.person !== person);
    const isOld = ({ at }) => at < Date.now() - STRANGERS_KEPT_MS;
    await Promise.all(others.filter(isOld).map(({ id }) => this.remove(id)));
    return others.filter((photo) => !isOld(photo) && photo.fate !== "refused");
  }

  /** What others left becomes this person's, to be sent from the first byte: what the server has of it
   *  already is theirs. */
  async takeOver(person) {
    const facts = { person, fate: "waiting", message: "", address: null };
    const left = await this.leftByOthers(person);
    await Promise.all(left.map(({ id }) => this.change(id, facts)));
  }
}

/** Where a browser keeps nothing, photos are kept for as long as the page is open. What goes elsewhere than
 *  to a visit has a store of another name. */
export async function openStore(name = NAME) {
  try {
    return new Store(await openDB(name, 1, { upgrade }));
  } catch {
    return new Store(null);
  }
}
