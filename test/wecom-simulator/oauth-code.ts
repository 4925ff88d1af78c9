import type { SimulatorContext } from './simulator-context.ts'

/** Appends to the query part, before any fragment, leaving the rest byte for byte. */
export const withParameters = (redirectUri: string, parameters: [string, string][]): string => {
  const [page = '', ...fragment] = redirectUri.split('#')
  const query = parameters.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  const joined = query === '' ? page : `${page}${page.includes('?') ? '&' : '?'}${query}`
  return fragment.length > 0 ? `${joined}#${fragment.join('#')}` : joined
}

/** A fresh one each time: one exchange, five minutes. */
export const issueCode = (context: SimulatorContext, who: { userid: string } | { openid: string }): string => {
  const code = context.newId('code')
  context.state.codes[code] = {
    userid: 'userid' in who ? who.userid : null,
    openid: 'openid' in who ? who.openid : null,
    issuedAtMs: context.clock.nowMs(),
    used: false,
  }
  return code
}
