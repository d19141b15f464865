// Figures in words that a coach can read.

/** Milliseconds, rounded away from nothing to what can be told apart. */
export function ms(value) {
  const size = Math.abs(value);
  const step = size >= 10 ? 1 : size >= 1 ? 0.1 : 10 ** Math.floor(Math.log10(Math.max(size, 0.001)));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return (Math.ceil(size / step - 1e-9) * step).toFixed(digits);
}

/** Three digits of it. */
export const figure = (value) => Number(value.toPrecision(3));
