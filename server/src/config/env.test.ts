import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, unknownSettings } from './env.ts'

const required = {
  SESSION_SECRET: 'a-session-secret-of-at-least-32-characters',
  WECOM_CORP_ID: 'ww0123456789',
  WECOM_AGENT_ID: '1000002',
  WECOM_AGENT_SECRET: 'agent-secret',
}

/** Returns the lines of the error message without its heading. */
function sentences(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [, ...lines] = error.message.split('\n')
    return lines.map((line) => line.trim())
  }
}

describe('readConfig', () => {
  it('readConfig requires only the variables of the app, and fills in the rest', () => {
    expect(readConfig(required)).toEqual({
      ...required,
      WECOM_AGENT_ID: 1_000_002,
      HOST: '127.0.0.1',
      PORT: 8080,
      PUBLIC_URL: 'http://localhost:8080',
      TRUST_PROXY: 0,
      DRAIN_SECONDS: 2,
      DATA_DIR: './data',
      WECOM_API_BASE: 'https://qyapi.weixin.qq.com',
      WECOM_OAUTH_BASE: 'https://open.weixin.qq.com',
      WECOM_LOGIN_BASE: 'https://login.work.weixin.qq.com',
      WECOM_VERIFY_FILES: [],
      OPS_USERIDS: [],
      OPS_LEAD_USERIDS: [],
      HR_USERIDS: [],
      AUDITOR_USERIDS: [],
      TZ_BUSINESS: 'Asia/Shanghai',
    })
  })

  it.each(['SESSION_SECRET_ALSO', 'WECOM_CALLBACK_TOKEN_ALSO'])(
    'readConfig accepts the earlier name %s, and prefers the present one',
    (old) => {
      const secret = 'anoldsecretof32lettersanddigitss'
      const pair = { WECOM_CALLBACK_AES_KEY_ALSO: 'k'.repeat(43), WECOM_CALLBACK_TOKEN_ALSO: secret }
      const name = old.replace('_ALSO', '_PREVIOUS')
      expect(readConfig({ ...required, ...pair, [old]: secret })).toMatchObject({ [name]: secret })
      const newer = 'anewersecretof32lettersanddigits'
      const newerPair = { WECOM_CALLBACK_AES_KEY_PREVIOUS: 'n'.repeat(43), WECOM_CALLBACK_TOKEN_PREVIOUS: newer }
      const both = { ...pair, ...newerPair, [old]: secret, [name]: newer }
      expect(readConfig({ ...required, ...both })).toMatchObject({ ...newerPair, [name]: newer })
    },
  )

  it('readConfig refuses a pair with the earlier name for one half', () => {
    const token = { WECOM_CALLBACK_TOKEN_PREVIOUS: 'token' }
    const pair = { WECOM_CALLBACK_TOKEN_ALSO: 'earlier', WECOM_CALLBACK_AES_KEY_ALSO: 'k'.repeat(43) }
    expect(sentences({ ...required, ...pair, ...token })).toEqual([
      'WECOM_CALLBACK_AES_KEY_ALSO must be renamed to WECOM_CALLBACK_AES_KEY_PREVIOUS, like WECOM_CALLBACK_TOKEN_PREVIOUS',
    ])
  })

  it('readConfig lists every missing variable in one message', () => {
    expect(sentences({}).map((line) => line.split(' ')[0])).toEqual(Object.keys(required))
    expect(sentences({ WECOM_AGENT_ID: required.WECOM_AGENT_ID })).toContain('WECOM_CORP_ID is missing')
  })

  it('readConfig lists every invalid variable in one message, without its value', () => {
    const bad = {
      ...required,
      PORT: '99999',
      PUBLIC_URL: 'desk.example.com',
      TRUST_PROXY: 'yes',
      DRAIN_SECONDS: '60',
      DATABASE_URL: 'mysql://root:hunter2@db',
      SESSION_SECRET: 'short-secret',
      WECOM_CALLBACK_TOKEN: 'no_underscore',
      WECOM_CALLBACK_AES_KEY: 'x'.repeat(42),
      WECOM_VERIFY_FILES: '../../etc/passwd',
      OPS_USERIDS: 'limin,ww/other',
      TZ_BUSINESS: 'Asia/Nowhere',
    }
    const lines = sentences(bad)
    const named = new Set(lines.map((line) => line.split(/[ .]/)[0]))
    const expected = Object.keys(bad).filter(
      (name) => !['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_AGENT_SECRET'].includes(name),
    )
    expect([...named].sort()).toEqual(expected.sort())
    expect(lines.join('\n')).not.toMatch(/hunter2|short-secret|no_underscore|passwd|ww\/other/)
  })

  it.each([
    [{ WECOM_CALLBACK_TOKEN: 'QDG6eK' }, 'WECOM_CALLBACK_AES_KEY must be set together with WECOM_CALLBACK_TOKEN'],
    [
      { WECOM_CONTACTS_CALLBACK_AES_KEY: 'a'.repeat(43) },
      'WECOM_CONTACTS_CALLBACK_TOKEN must be set together with WECOM_CONTACTS_CALLBACK_AES_KEY',
    ],
  ])('readConfig refuses an incomplete pair: %j', (half, sentence) => {
    expect(sentences({ ...required, ...half })).toEqual([sentence])
    expect(sentences({ ...half })).toContain(sentence)
  })

  it.each([
    ['PORT', 'abc', 'PORT must be a whole number from 0 to 65535'],
    ['TRUST_PROXY', 'true', 'TRUST_PROXY must be a whole number from 0 to 10'],
    ['WECOM_AGENT_ID', 'app', 'WECOM_AGENT_ID must be a whole number from 1 to 9007199254740991'],
    ['PUBLIC_URL', 'desk.example.com', 'PUBLIC_URL must be an address that begins with https://'],
    [
      'PUBLIC_URL',
      'https://desk.example.com/app',
      'PUBLIC_URL must be a host without a path, e.g. https://desk.example.com',
    ],
    ['PUBLIC_URL', 'http://desk.example.com', 'PUBLIC_URL must begin with https://'],
  ])('readConfig says what is wrong with %s=%s, and not that it is missing', (name, value, sentence) => {
    expect(sentences({ ...required, [name]: value })).toEqual([sentence])
  })

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://desk:8080', 'https://desk.example.com'])(
    'readConfig accepts the public address %s',
    (PUBLIC_URL) => expect(readConfig({ ...required, PUBLIC_URL })).toMatchObject({ PUBLIC_URL }),
  )

  it('unknownSettings lists misspelt names, but neither known ones nor those of other programs', () => {
    const env = { ...required, WECOM_AGENT_SECERT: 'x', OPS_USERS: 'limin', WECOM_CALLBACK_TOKEN_ALSO: 'x', PATH: '/' }
    expect(unknownSettings(env)).toEqual(['WECOM_AGENT_SECERT', 'OPS_USERS'])
  })

  it('readConfig treats an empty variable as absent', () => {
    expect(readConfig({ ...required, PORT: '', DATABASE_URL: '', OPS_USERIDS: '' })).toEqual(readConfig(required))
    expect(sentences({ ...required, WECOM_CORP_ID: '' })).toEqual(['WECOM_CORP_ID is missing'])
  })

  it('readConfig uses PORT in the default public address, and removes the trailing slash of a configured one', () => {
    expect(readConfig({ ...required, PORT: '9000' }).PUBLIC_URL).toBe('http://localhost:9000')
    expect(readConfig({ ...required, PUBLIC_URL: 'https://desk.example.com/' }).PUBLIC_URL).toBe(
      'https://desk.example.com',
    )
  })

  it('readConfig splits lists at commas', () => {
    const config = readConfig({ ...required, OPS_USERIDS: ' limin, zhao ,', WECOM_VERIFY_FILES: 'WW_verify_a1.txt' })
    expect([config.OPS_USERIDS, config.WECOM_VERIFY_FILES]).toEqual([['limin', 'zhao'], ['WW_verify_a1.txt']])
  })
})
