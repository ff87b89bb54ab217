/* Side by side: each photo in a pane of its own; the right one in the left one's frame. */

export class Side {
  panes = 2;

  draw({ left, right }) {
    left.show();
    right.show({ visible: false });
  }
}
