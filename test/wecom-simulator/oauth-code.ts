import type { SensitiveField } from './sensitive-fields.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Appends parameters to the query, before the fragment. The rest of the URL does not change. */
export const withParameters = (redirectUri: string, parameters: [string, string][]): string => {
  const [page = '', ...fragment] = redirectUri.split('#')
  const query = parameters.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  const joined = query === '' ? page : `${page}${page.includes('?') ? '&' : '?'}${query}`
  return fragment.length > 0 ? `${joined}#${fragment.join('#')}` : joined
}

/** Issues a code that is valid for one exchange within five minutes. */
export const issueCode = (
  context: SimulatorContext,
  identity: { userid: string } | { openid: string },
  { granted }: { granted?: readonly SensitiveField[] } = {},
): string => {
  const code = context.newId('code')
  context.state.codes[code] = {
    userid: 'userid' in identity ? identity.userid : null,
    openid: 'openid' in identity ? identity.openid : null,
    issuedAtMs: context.clock.nowMs(),
    used: false,
    ...(granted && { granted: [...granted] }),
  }
  return code
}
