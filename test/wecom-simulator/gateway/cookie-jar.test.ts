import { describe, expect, it } from 'vitest'
import { cookieHeader, createCookieJar, storeCookies, withScriptCookies } from './cookie-jar.ts'

const scopeAt = (path = '/', nowMs = 1_000_000) => ({ path, nowMs })

const jarWith = (headers: string[]) => {
  const jar = createCookieJar()
  storeCookies(jar, headers, scopeAt('/auth/callback'))
  return jar
}

describe('cookie jar', () => {
  it.each([
    ['a cookie is sent below its path', 'a=1; Path=/go', '/go/1', 'a=1'],
    ['a cookie is sent at its path', 'a=1; Path=/go', '/go', 'a=1'],
    ['a cookie is not sent to a path that only begins with its path', 'a=1; Path=/go', '/gone', undefined],
    ['a cookie without a path is sent in the folder where it was set', 'a=1', '/auth/x', 'a=1'],
    ['a cookie without a path is not sent outside the folder where it was set', 'a=1', '/api', undefined],
    ['a cookie of the root path is sent everywhere', 'a=1; Path=/', '/any/where', 'a=1'],
    ['a value with an equals sign is sent unchanged', 'a=b=c; Path=/; HttpOnly; Secure; SameSite=Lax', '/', 'a=b=c'],
  ])('%s', (_name, header, path, expected) => {
    expect(cookieHeader(jarWith([header]), scopeAt(path))).toBe(expected)
  })

  it('a cookie expires, and Max-Age has precedence over Expires', () => {
    const jar = jarWith(['a=1; Path=/; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
    expect(cookieHeader(jar, scopeAt('/', 1_009_000))).toBe('a=1')
    expect(cookieHeader(jar, scopeAt('/', 1_010_000))).toBeUndefined()
  })

  it.each(['a=; Path=/; Max-Age=0', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
    'the header %s deletes a cookie',
    (header) => {
      const jar = jarWith(['a=1; Path=/', 'b=2; Path=/'])
      storeCookies(jar, [header], scopeAt())
      expect(cookieHeader(jar, scopeAt())).toBe('b=2')
    },
  )

  it('cookies with the same name and different paths are both sent, that of the longer path first', () => {
    const jar = jarWith(['a=1; Path=/', 'a=2; Path=/go', 'a=3; Path=/'])
    expect(cookieHeader(jar, scopeAt('/go'))).toBe('a=2; a=3')
  })

  it('cookies set by scripts are sent, and other cookies of the browser are not', () => {
    const send = (jar: string | undefined, browser: string | undefined) => withScriptCookies(jar, browser, ['device'])
    expect(send('sid=1', 'device=x; lang=en; sid=forged')).toBe('sid=1; lang=en')
    expect(send(undefined, 'device=x; lang=en')).toBe('lang=en')
    expect(send(undefined, 'device=x')).toBeUndefined()
    expect(send('sid=1', undefined)).toBe('sid=1')
  })
})
