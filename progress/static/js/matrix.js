/* Plane projective geometry: 3x3 matrices as rows, points as [x, y]. */

export const IDENTITY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

export const translation = (x, y) => [[1, 0, x], [0, 1, y], [0, 0, 1]];

export const scaling = (x, y = x) => [[x, 0, 0], [0, y, 0], [0, 0, 1]];

const product = (a, b) =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

/** The matrix that does the last one first, as in mathematics. */
export const multiply = (...matrices) => matrices.reduce(product);

/** Where a point lands. */
export function apply(m, [x, y]) {
  const [u, v, w] = m.map((row) => row[0] * x + row[1] * y + row[2]);
  return [u / w, v / w];
}

/** The matrix that undoes another: its adjugate over its determinant. */
export function invert(m) {
  const minor = (i, j) => {
    const [r, s] = [0, 1, 2].filter((n) => n !== i);
    const [c, d] = [0, 1, 2].filter((n) => n !== j);
    return m[r][c] * m[s][d] - m[r][d] * m[s][c];
  };
  const cofactor = (i, j) => ((i + j) % 2 ? -1 : 1) * minor(i, j);
  const determinant = [0, 1, 2].reduce((sum, j) => sum + m[0][j] * cofactor(0, j), 0);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}

/** The same mapping between points measured from the photo's corner, as CSS does.
 *  The server counts from the middle of the first pixel, half a pixel further in. */
export const fromPixelCentres = (m) => multiply(translation(0.5, 0.5), m, translation(-0.5, -0.5));

/** How much a small length grows around a point: the root of the Jacobian's determinant. */
export function growth(m, [x, y]) {
  const [u, v] = apply(m, [x, y]);
  const w = m[2][0] * x + m[2][1] * y + m[2][2];
  const [ux, uy] = [m[0][0] - u * m[2][0], m[0][1] - u * m[2][1]];
  const [vx, vy] = [m[1][0] - v * m[2][0], m[1][1] - v * m[2][1]];
  return Math.sqrt(Math.abs(ux * vy - uy * vx)) / Math.abs(w);
}

/** The CSS transform of a plane, which has its z axis left alone. */
export function toCss(m) {
  const [a, b, c] = m.map((row) => row.map((value) => value / m[2][2]));
  const columns = [a[0], b[0], 0, c[0], a[1], b[1], 0, c[1], 0, 0, 1, 0, a[2], b[2], 0, c[2]];
  return `matrix3d(${columns.join(",")})`;
}

const mean = (points) =>
  [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);

/** The similarity (turn, scale, shift) that brings `from` nearest to `to`, by least squares.
 *  Two points or more; null when all of `from` is one point. */
export function similarity(from, to) {
  const [p, q] = [mean(from), mean(to)];
  let [along, across, spread] = [0, 0, 0];
  from.forEach(([x, y], i) => {
    const [dx, dy, ex, ey] = [x - p[0], y - p[1], to[i][0] - q[0], to[i][1] - q[1]];
    along += dx * ex + dy * ey;
    across += dx * ey - dy * ex;
    spread += dx * dx + dy * dy;
  });
  if (spread === 0) return null;
  const [a, b] = [along / spread, across / spread];
  return [[a, -b, q[0] - a * p[0] + b * p[1]], [b, a, q[1] - b * p[0] - a * p[1]], [0, 0, 1]];
}
