import type { LetterFont } from './letter-fonts.js';

/** How an organisation's letters look, as data; everything has a neutral default. */
export interface Letterhead {
  readonly organisation: string;
  /** Line in small type above the address, for post that comes back. */
  readonly returnAddress: string;
  readonly contact: string;
  /** A colour for the name and the rule under it, #rrggbb. */
  readonly colour: string;
  readonly font?: LetterFont;
  /** Side of the paper that the window of the envelope shows the address on. */
  readonly window?: 'left' | 'right';
  /** A picture that stands in the place of the name, as a data URL: SVG that was made safe, or PNG. */
  readonly logo?: string | undefined;
  /** A word over each letter and at the head of each page: this was made to practise with. */
  readonly mark?: string | undefined;
}

/** What puts the mark on paper; nothing for letters that are meant for somebody. */
export const markStyle = ({ mark }: Letterhead): string =>
  mark === undefined
    ? ''
    : `@page{@top-center{content:${JSON.stringify(mark)};font:700 9pt/13px 'Letter',serif;letter-spacing:2pt;color:#a30000}}.letter::before{content:${JSON.stringify(mark)};position:absolute;top:430px;left:0;right:0;text-align:center;font:700 72pt/1 'Letter',serif;letter-spacing:6pt;color:#a3000030;transform:rotate(-30deg)}`;

/** Nobody's colours; those of the central government are its own. */
export const NEUTRAL_COLOUR = '#2f4a4f';

/** The colour to print with: that of the letterhead when it is one. */
export const letterColour = ({ colour }: Letterhead): string =>
  /^#[0-9a-f]{6}$/i.test(colour) ? colour : NEUTRAL_COLOUR;
