/** Maximum length of a return path in characters: longer than every path of this app, short enough to store per sign-in. */
const MAX_LENGTH = 512
const HOME = '/'

/**
 * Characters that RFC 3986 allows in path and query, and in the query those that browsers do not escape either. The first
 * character after the slash must not start a host.
 */
const PLAIN_PATH = /^\/(?![/\\@])[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*(\?[A-Za-z0-9\-._~!$&'()*+,;=:@/?%[\]{}|^`]*)?$/
/** Characters refused after decoding: backslash, fragment, control characters and line separators. */
const FORBIDDEN = /[\\#\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/
/** An escaped ASCII character, or a run of the others. */
const ESCAPES = /%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi
/** Paths that start or end a sign-in, or are not pages. `/auth/claim-ops` is a page. */
const NO_PAGE = /^\/(auth(?!\/claim-ops$)|api|assets|wecom)(\/|$)/i

/**
 * Returns the path to open after sign-in: the given absolute path of this app, unchanged, or the home page. A path that a
 * browser or proxy could read as another origin becomes the home page.
 */
export function safeReturnTo(text: string | undefined): string {
  if (text === undefined || text.length > MAX_LENGTH || !PLAIN_PATH.test(text)) return HOME
  const decoded = decodeFully(text)
  return decoded === null || FORBIDDEN.test(decoded) || !isOwnPage(decoded) ? HOME : text
}

function isOwnPage(decoded: string): boolean {
  const [path = ''] = decoded.split('?')
  const segments = path.split('/')
  const hasDotSegment = segments.some((segment) => segment === '.' || segment === '..')
  return !hasDotSegment && !/\/\/|^\/@/.test(path) && !NO_PAGE.test(path)
}

/**
 * Percent-decodes the text until it is stable. What is no escape after the first level is text, as in `?q=50%25`. Null:
 * invalid UTF-8, or more than three levels of encoding.
 */
function decodeFully(text: string): string | null {
  let current = decodeOnce(text)
  for (let level = 2; level <= 3 && current !== null; level += 1) {
    const next: string = current.replace(ESCAPES, (escape) => decodeOnce(escape) ?? escape)
    if (next === current) return next
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
