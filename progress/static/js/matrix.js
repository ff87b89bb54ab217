// 3x3 matrices as arrays of nine, row by row; a point (x, y, 1) is a column to their right.

/** From the server's [[a, b, c], [d, e, f], [g, h, i]] or a flat list of nine. */
export const fromRows = (rows) => rows.flat();

export const scaling = (x, y) => [x, 0, 0, 0, y, 0, 0, 0, 1];

/** `multiply(second, first)`: first `first`, then `second`. */
export function multiply(second, first) {
  return Array.from({ length: 9 }, (_, at) => {
    const row = 3 * Math.floor(at / 3);
    const column = at % 3;
    return second[row] * first[column] + second[row + 1] * first[column + 3] + second[row + 2] * first[column + 6];
  });
}

/** Picture pixels -> frame pixels when the picture covers the frame, centred. */
export function coverMatrix(width, height, frameWidth, frameHeight) {
  const scale = Math.max(frameWidth / width, frameHeight / height);
  return [scale, 0, (frameWidth - width * scale) / 2, 0, scale, (frameHeight - height * scale) / 2, 0, 0, 1];
}

/** As CSS writes it, column by column in four dimensions. */
export function css([a, b, c, d, e, f, g, h, i]) {
  return `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join(", ")})`;
}
