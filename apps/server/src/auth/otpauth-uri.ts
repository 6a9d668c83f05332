/** Most bytes that the QR picture of the app holds. */
const mostBytes = 213;

/** What the picture tells a device. */
export interface OtpauthNames {
  /** Host that people type; the issuer tells two servers apart. */
  readonly host: string;
  /** The account's address. */
  readonly email: string;
  /** Base32. */
  readonly secret: string;
}

/**
 * What a device reads from the picture: whose account, of which server, and the secret. Names that are too long for the
 * picture are cut; the secret never is.
 *
 * @returns `otpauth://totp/…`, at most 213 ASCII characters
 */
export function otpauthUri({ host, email, secret }: OtpauthNames): string {
  const build = (issuer: string, account: string): string => {
    const said = encodeURIComponent(issuer);
    return `otpauth://totp/${said}:${encodeURIComponent(account)}?secret=${secret}&issuer=${said}&algorithm=SHA1&digits=6&period=30`;
  };
  // A colon would part issuer and account.
  const names = [`Equipoise ${host.replaceAll(':', '.')}`, 'Equipoise'];
  for (const issuer of names) {
    // Short hosts keep the whole address; only without the host is the address cut.
    const letters = issuer === 'Equipoise' ? [...email] : null;
    for (let left = letters?.length ?? 0; ; left -= 1) {
      const uri = build(issuer, letters === null ? email : letters.slice(0, left).join(''));
      if (uri.length <= mostBytes) return uri;
      if (letters === null || left <= 0) break;
    }
  }
  return build('Equipoise', '');
}
