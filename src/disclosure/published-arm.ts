/** An arm's counts as published; withheld where they could point at people. */
export type PublishedArm =
  | { readonly arm: string; readonly withheld: false; readonly n: number; readonly x: number }
  | { readonly arm: string; readonly withheld: true; readonly below: number };
