import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackSignature, decodeAesKey, decryptCallback, encryptCallback } from './crypto.ts'

const v1Key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
const v3Key = '4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws'
const v1Echo = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=='
const v3Echo = '6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt9w=='
const v2Encrypted =
  'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=='
const v6Encrypted =
  '9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3'
const v7Encrypted =
  'Q/jUxIL3/jRaFeTKesIr1QSq2SOEApDqlzcRrRM6Jlk4EbMBns3plPOR/W3gThOEq+zYI42fNSoIUb3cQwt9zyD1aLU/7D3WNLute7LQ9LSHjZEfVmx5zcIR9zvrUWGjhe1whTPH4e1WR6vbOYs8o/bDRF0vX/NcE4XK7P83Y6CzQiJoKbjVCne84s0zcw5eh+ZUDB55eaDHPSoS7kAC8kB00pfBoDF0jyfc8CUKLW97e72vJGyUWjZ0BvYN+R+tFjMgEzg/EN1imuuFnf40DMAcvB6y+C97TuaWjpgfRdowGWzn10JAFNukRfQqjdA0e2bfczJ7+t9w/t8/XSMADJOt1xbnP+I5cRX/r7ueBGmG/6ejP3myO9yTXHdujGvwrXHuWw+J7qD4VoUVjbm2vQ1qQKbrweKssr6O+3XSbanZ5R3n26EpN/gfgX+r6rcGViqsFop9Ai9xMnfJUubB6Q=='

const v6Plain = [
  '<xml>',
  '<MsgType><![CDATA[text]]></MsgType>',
  '<Content><![CDATA[test]]></Content>',
  '<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>',
  '<ToUserName><![CDATA[messense]]></ToUserName>',
  '<AgentID>1</AgentID>',
  '<CreateTime>1411525903</CreateTime>',
  '</xml>',
].join('\n')

describe('callbackSignature', () => {
  it.each([
    ['V1', 'QDG6eK', '1409659589', '263014780', v1Echo, '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3'],
    ['V2', 'QDG6eK', '1409659813', '1372623149', v2Encrypted, '477715d11cdb4164915debcba66cb864d751f3e6'],
    [
      'V3',
      'kjr2TKI8umCBfVF3wAHk8JiPwma5VBme',
      '1583940690',
      'VHh7ymSeb0jc4lSb',
      v3Echo,
      '1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb011',
    ],
    ['V6', '123456', '1411525903', '461056294', v6Encrypted, '407518b7649e86ef23978113f92d27afa9296533'],
    ['V7', 'ovAkP0Tb', '1628737717', '1811081856', v7Encrypted, '8128e41a38892d814e4aa67753425da9dc8ec2b3'],
  ])('callbackSignature reproduces the published vector %s', (_name, token, timestamp, nonce, encrypted, signature) => {
    expect(callbackSignature(token, timestamp, nonce, encrypted)).toBe(signature)
  })
})

describe('published cipher texts', () => {
  it.each([
    ['V1', v1Key, v1Echo, '1616140317555161061', 'wx5823bf96d3bd56c7'],
    ['V3', v3Key, v3Echo, '94966531020182955848408', 'ww6a112864f8022910'],
  ])('decryptCallback reads the published vector %s', (_name, aesKey, encrypted, message, receiveId) => {
    expect(decryptCallback(encrypted, aesKey)).toEqual({ message, receiveId })
  })

  it('decryptCallback reads the published vector V2', () => {
    const { message, receiveId } = decryptCallback(v2Encrypted, v1Key)
    expect(message).toContain('<Content><![CDATA[hello]]></Content>\n<MsgId>4561255354251345929</MsgId>')
    expect(receiveId).toBe('wx5823bf96d3bd56c7')
  })

  it('encryptCallback reproduces the published vector V6 with its random prefix', () => {
    const options = {
      aesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
      receiveId: 'wx49f0ab532d5d035a',
      prefix: Buffer.from('1234567890123456'),
    }
    expect(encryptCallback(v6Plain, options)).toBe(v6Encrypted)
  })
})

describe('invalid keys and cipher texts', () => {
  it.each([
    ['42 characters', v1Key.slice(1)],
    ['44 characters', `${v1Key}A`],
    ['a $', `$${v1Key.slice(1)}`],
    ['a =', `${v1Key}=`],
  ])('decodeAesKey throws for a key with %s', (_name, key) => expect(() => decodeAesKey(key)).toThrow('EncodingAESKey'))

  it('decryptCallback throws for a truncated cipher text', () =>
    expect(() => decryptCallback(v1Echo.slice(0, 40), v1Key)).toThrow())
})

describe('compatibility with the official library', () => {
  const anyMessage = fc.string({ unit: 'grapheme', maxLength: 300 })

  it('each library decrypts what the other encrypted', () => {
    fc.assert(
      fc.property(anyMessage, fc.uint8Array({ minLength: 16, maxLength: 16 }), (message, random) => {
        const encrypted = encryptCallback(message, { aesKey: v1Key, receiveId: 'wwdesk', prefix: Buffer.from(random) })
        expect(decrypt(v1Key, encrypted)).toMatchObject({ message, id: 'wwdesk' })
        expect(decryptCallback(encrypt(v1Key, message, 'wwdesk'), v1Key)).toEqual({ message, receiveId: 'wwdesk' })
      }),
    )
  })

  it('both libraries return the same signature for any nonce', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.base64String(), (nonce, timestamp, encrypted) => {
        const signature = callbackSignature('QDG6eK', String(timestamp), nonce, encrypted)
        expect(signature).toBe(getSignature('QDG6eK', timestamp, nonce, encrypted))
      }),
    )
  })
})
