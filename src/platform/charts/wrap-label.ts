/**
 * Breaks a label between words into at most two lines of so many characters; what still does not fit is cut with an
 * ellipsis, as the table beside the chart has the whole name. Vega cannot wrap, and without a browser it can only
 * guess how wide a text is.
 */
export function wrapLabel(label: string, length: number): string[] {
  if (label.length <= length) return [label];
  const cut = (text: string): string =>
    text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
  const space = label.lastIndexOf(' ', length);
  if (space <= 0) return [cut(label)];
  return [label.slice(0, space), cut(label.slice(space + 1))];
}
