import { LONGEST_LOGO } from './letterhead-data.js';
import { isSafeLogo } from './safe-logo.js';

/** Why a file can't be a logo. */
export type LogoFault = 'logo-too-large' | 'logo-no-picture' | 'logo-unsafe';

const PNG_SIGNATURE = '89504e470d0a1a0a';

/**
 * A file as the logo of a letterhead: a data URL. What kind it is, is told by its bytes and not by its name.
 * @returns the data URL, or why it can't be one
 */
export function readLogo(
  bytes: Uint8Array,
): { readonly ok: true; readonly logo: string } | { readonly ok: false; readonly fault: LogoFault } {
  const buffer = Buffer.from(bytes);
  const isPng = buffer.toString('hex', 0, 8) === PNG_SIGNATURE;
  const logo = `data:image/${isPng ? 'png' : 'svg+xml'};base64,${buffer.toString('base64')}`;
  if (logo.length > LONGEST_LOGO) return { ok: false, fault: 'logo-too-large' };
  if (!isPng && !/<svg[\s>]/.test(buffer.toString('utf8'))) return { ok: false, fault: 'logo-no-picture' };
  return isSafeLogo(logo) ? { ok: true, logo } : { ok: false, fault: 'logo-unsafe' };
}
