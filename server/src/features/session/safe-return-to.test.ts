import { describe, expect, it } from 'vitest'
import { safeReturnTo } from './safe-return-to.ts'

const ours = [
  '/',
  '/requests',
  '/requests/new/info-change',
  '/requests/req_0a1b2c3d4e',
  '/r/K7Q2-91FD',
  '/go/req_0a1b_boss@v1',
  '/approvals?after=abc_-123',
  '/requests?note=%E5%BC%A0%E4%B8%89',
  "/a~b/c.d/e!$&'()*+,;=:f",
  '/approvals?next=https://elsewhere.test/',
  '/authors',
  '/groups/all?q=[%E9%A1%B9%E7%9B%AE]|{a}^`',
  '/groups/all?q=50%25',
  '/groups/all?q=50%25&sort=name',
  '/groups/all?q=%25zz%25ff',
]

const elsewhere: readonly (string | undefined)[] = [
  undefined,
  '',
  ' ',
  'requests',
  './requests',
  '../requests',
  '//evil.test',
  '//evil.test/requests',
  '///evil.test',
  '////evil.test',
  '/\\evil.test',
  '/\\/evil.test',
  '\\\\evil.test',
  '\\/evil.test',
  '/\\\\evil.test',
  '/requests\\evil',
  'https://evil.test',
  'http://evil.test',
  'HTTPS://evil.test',
  'https:/evil.test',
  'https:evil.test',
  'http:\\\\evil.test',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'wxwork://jump',
  'mailto:a@evil.test',
  'http://desk.test@evil.test',
  'http://desk.test:pw@evil.test/',
  '//desk.test@evil.test',
  '@evil.test',
  '/@evil.test',
  '/%40evil.test',
  'desk.test',
  'desk.test/requests',
  '/\t/evil.test',
  '\t//evil.test',
  '/\n/evil.test',
  '/\r\n/evil.test',
  '/requests\r\nSet-Cookie: a=b',
  '/requests%0d%0aSet-Cookie:%20a=b',
  '/requests%0A',
  '/%09/evil.test',
  '/%00/evil.test',
  '/requests%00',
  ' //evil.test',
  '//evil.test ',
  '/ /evil.test',
  '/%2fevil.test',
  '/%2Fevil.test',
  '%2f%2fevil.test',
  '/%5cevil.test',
  '/%5C%5Cevil.test',
  '/%252fevil.test',
  '/%252fevil.test?q=50%25',
  '/%252f%25ffevil.test',
  '/requests[',
  '/requests|',
  '/requests?q=%zz',
  '/requests?q=%ff',
  '/%255cevil.test',
  '/%25252fevil.test',
  '/%2525252fevil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/%2e%2e//evil.test',
  '/%2e%2e/%2fevil.test',
  '/a/..//evil.test',
  '/a/../b',
  '/./requests',
  '/requests//evil.test',
  '/requests#//evil.test',
  '/#@evil.test',
  '/%23',
  '/%',
  '/%zz',
  '/%ff%fe',
  '/%c0%af%c0%afevil.test',
  '/\u3002evil.test',
  '/／evil.test',
  '／／evil.test',
  '/\u2028/evil.test',
  '/%E2%80%A8',
  '/\u0000',
  '/\ufeff/evil.test',
  '/<script>',
  '/"onload=',
  '/auth/login?to=/auth/login',
  '/auth/callback?code=1&state=2',
  '/AUTH/login',
  '/%61uth/login',
  '/auth',
  '/api/sign-out',
  '/assets/index.js',
  '/wecom/callback/app',
  `/${'a'.repeat(512)}`,
]

describe('safeReturnTo', () => {
  it.each(ours)('safeReturnTo keeps %j', (text) => {
    expect(safeReturnTo(text)).toBe(text)
  })

  it.each(elsewhere)('safeReturnTo returns the home page instead of %j', (text) => {
    expect(safeReturnTo(text)).toBe('/')
  })

  it('safeReturnTo is tested with at least sixty texts that it refuses', () => {
    expect(new Set(elsewhere).size).toBeGreaterThanOrEqual(60)
  })

  it('every path that safeReturnTo keeps stays on the origin of this app', () => {
    for (const text of [...ours, ...elsewhere]) {
      expect(new URL(safeReturnTo(text), 'http://desk.test').origin).toBe('http://desk.test')
    }
  })
})
