import { describe, expect, it } from 'vitest'
import { cookieHeader, createCookieJar, storeCookies, withScriptCookies } from './cookie-jar.ts'

const at = (path = '/', nowMs = 1_000_000) => ({ path, nowMs })

const jarWith = (headers: string[], stored = at('/auth/callback')) => {
  const jar = createCookieJar()
  storeCookies(jar, headers, stored)
  return jar
}

describe('a cookie jar', () => {
  it.each([
    ['the path it was set for', 'a=1; Path=/go', '/go/1', 'a=1'],
    ['the path itself', 'a=1; Path=/go', '/go', 'a=1'],
    ['no path that only begins alike', 'a=1; Path=/go', '/gone', undefined],
    ['the folder of the request when no path is given', 'a=1', '/auth/x', 'a=1'],
    ['nothing beside that folder', 'a=1', '/api', undefined],
    ['everywhere under the root', 'a=1; Path=/', '/any/where', 'a=1'],
    ['a value with an equals sign', 'a=b=c; Path=/; HttpOnly; Secure; SameSite=Lax', '/', 'a=b=c'],
  ])('sends to %s', (_name, header, path, expected) => {
    expect(cookieHeader(jarWith([header]), at(path))).toBe(expected)
  })

  it('forgets a cookie when its time is over, by Max-Age before Expires', () => {
    const jar = jarWith(['a=1; Path=/; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
    expect(cookieHeader(jar, at('/', 1_009_000))).toBe('a=1')
    expect(cookieHeader(jar, at('/', 1_010_000))).toBeUndefined()
  })

  it.each(['a=; Path=/; Max-Age=0', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])('deletes by %s', (header) => {
    const jar = jarWith(['a=1; Path=/', 'b=2; Path=/'])
    storeCookies(jar, [header], at())
    expect(cookieHeader(jar, at())).toBe('b=2')
  })

  it('keeps namesakes of different paths, the longer first', () => {
    const jar = jarWith(['a=1; Path=/', 'a=2; Path=/go', 'a=3; Path=/'])
    expect(cookieHeader(jar, at('/go'))).toBe('a=2; a=3')
  })

  it('sends along what the scripts of the page wrote, and nothing else of the browser', () => {
    const send = (jar: string | undefined, browser: string | undefined) => withScriptCookies(jar, browser, ['device'])
    expect(send('sid=1', 'device=x; lang=en; sid=forged')).toBe('sid=1; lang=en')
    expect(send(undefined, 'device=x; lang=en')).toBe('lang=en')
    expect(send(undefined, 'device=x')).toBeUndefined()
    expect(send('sid=1', undefined)).toBe('sid=1')
  })
})
