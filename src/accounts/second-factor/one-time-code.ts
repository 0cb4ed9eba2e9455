import { Secret, TOTP } from 'otpauth';

/** RFC 4226, section 4: at least 128 bits, 160 recommended. */
export const SECRET_BYTES = 20;

/** RFC 6238's own: half a minute, six digits, SHA-1; what every app on a telephone knows. */
const PERIOD_SECONDS = 30;

const DIGITS = 6;

const totpOf = (secret: Uint8Array, email: string): TOTP =>
  new TOTP({
    issuer: 'Openbrief',
    label: email,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

/** How an app takes the secret in: as an address for a QR code, and as text to type. */
export function enrolmentOf(
  secret: Uint8Array,
  email: string,
): { readonly address: string; readonly text: string } {
  const totp = totpOf(secret, email);
  return { address: totp.toString(), text: (totp.secret.base32.match(/.{1,4}/g) ?? []).join(' ') };
}

/**
 * The step of a code (half minutes since 1970) when it is right: that of now, or the one before or after, for clocks
 * that differ (RFC 6238, section 5.2).
 */
export function stepOf(secret: Uint8Array, code: string, at: Date): number | undefined {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: at.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(at.getTime() / 1000 / PERIOD_SECONDS) + delta;
}
