/* One of the two photos may be another person's: said above them, with the way to the answer. */

export class Whose {
  constructor(root, store) {
    this.root = root;
    store.watch(["leftPhoto", "rightPhoto"], ({ leftPhoto, rightPhoto }) => this.#draw([leftPhoto, rightPhoto]));
  }

  #draw(pair) {
    const asked = pair.find((photo) => photo?.whose);
    this.root.hidden = !asked;
    if (!asked) return;
    this.root.querySelector("p").textContent = `${asked.caption}: this may be another person.`;
    this.root.querySelector("a").href = asked.whose;
  }
}
