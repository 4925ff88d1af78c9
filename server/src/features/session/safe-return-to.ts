/** Longer than any address of ours, short enough to be kept with every sign-in. */
const MAX_LENGTH = 512
const HOME = '/'

/** Every sign that RFC 3986 allows in path and query. The first sign after the slash must not make it another host. */
const PLAIN_PATH = /^\/(?![/\\@])[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/
/** After decoding: a second host, a step upwards, a control sign or a backslash hidden in per-cents. */
const HIDDEN = /[\\#\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/
/** Addresses that begin or end a sign-in, or are no page at all; where a code is claimed is one. */
const NO_PAGE = /^\/(auth(?!\/claim-ops$)|api|assets|wecom)(\/|$)/i

/**
 * Where to go after signing in: an absolute path of our own, as it was given, or the home page. Anything that any
 * browser or proxy could read as another origin is the home page.
 */
export function safeReturnTo(text: string | undefined): string {
  if (text === undefined || text.length > MAX_LENGTH || !PLAIN_PATH.test(text)) return HOME
  const decoded = decodeFully(text)
  return decoded === null || HIDDEN.test(decoded) || !isOwnPage(decoded) ? HOME : text
}

function isOwnPage(decoded: string): boolean {
  const [path = ''] = decoded.split('?')
  const segments = path.split('/')
  const climbs = segments.some((segment) => segment === '.' || segment === '..')
  return !climbs && !/\/\/|^\/@/.test(path) && !NO_PAGE.test(path)
}

/** Null for what is not UTF-8 or still changes after three rounds: nobody writes such an address by accident. */
function decodeFully(text: string): string | null {
  let current = text
  for (let round = 0; round < 3; round += 1) {
    const next = decodeOnce(current)
    if (next === null || next === current) return next
    current = next
  }
  return null
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
