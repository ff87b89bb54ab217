/* Onion skin: the right photo over the left one, as opaque as one likes. */

export class Onion {
  panes = 1;

  draw({ left, right, state }) {
    left.show();
    right.show({ opacity: state.opacity });
  }
}
