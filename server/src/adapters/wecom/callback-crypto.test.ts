import { createCipheriv } from 'node:crypto'
import { encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wecomVectors } from '../../testing/wecom-vectors.ts'
import { callbackKey, callbackSignature, isSignedBy, openCallback } from './callback-crypto.ts'

const { wecomEcho, wecomMessage, goWorkwxEcho, wechatpyMessage, skitSignature } = wecomVectors

describe('published vectors', () => {
  it.each([wecomEcho, wecomMessage, goWorkwxEcho, wechatpyMessage, skitSignature])(
    'the published vector $timestamp has its published signature',
    ({ token, signature, ...parts }) => {
      expect(callbackSignature(token, parts)).toBe(signature)
      expect(isSignedBy(token, parts, signature)).toBe(true)
    },
  )

  it.each([wecomEcho, wecomMessage, goWorkwxEcho, wechatpyMessage])(
    'the published vector $timestamp decrypts to its plaintext',
    ({ aesKey, encrypted, corpId, plain }) => {
      expect(openCallback(callbackKey(aesKey), encrypted, corpId)).toBe(plain)
    },
  )

  it('a signature with a different last character is rejected', () => {
    expect(isSignedBy(goWorkwxEcho.token, goWorkwxEcho, goWorkwxEcho.signature.replace(/1$/, '0'))).toBe(false)
  })

  it.each([
    '',
    goWorkwxEcho.aesKey.slice(1),
    `${goWorkwxEcho.aesKey}a`,
    `${goWorkwxEcho.aesKey.slice(1)}$`,
    `${goWorkwxEcho.aesKey}=`,
    `${goWorkwxEcho.aesKey.slice(1)}=`,
    ` ${goWorkwxEcho.aesKey.slice(1)}`,
  ])('callbackKey rejects the malformed key %j', (key) => {
    expect(() => callbackKey(key)).toThrow('43 letters and digits')
  })
})

const alphanumeric = (min: number, max: number) =>
  fc.string({ minLength: min, maxLength: max, unit: fc.constantFrom(...'ABCXYZabcxyz0189') })
const aesKey = alphanumeric(43, 43)

describe('compared with @wecom/crypto', () => {
  it('openCallback decrypts what @wecom/crypto encrypts', () => {
    const message = fc.string({ unit: 'grapheme', maxLength: 300 })
    const random = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(aesKey, message, alphanumeric(1, 32), random, (key, text, corpId, bytes) => {
        const sealed = encrypt(key, text, corpId, Buffer.from(bytes))
        expect(openCallback(callbackKey(key), sealed, corpId)).toBe(text)
        expect(openCallback(callbackKey(key), sealed, `${corpId}x`)).toBeNull()
      }),
    )
  })

  it('callbackSignature returns the signature of @wecom/crypto', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 100 })
    fc.assert(
      fc.property(text, text, text, text, (token, timestamp, nonce, encrypted) => {
        expect(callbackSignature(token, { timestamp, nonce, encrypted })).toBe(
          getSignature(token, timestamp, nonce, encrypted),
        )
      }),
    )
  })

  it('a modified ciphertext never decrypts to the original message and never throws', () => {
    const sealed = Buffer.from(encrypt(wecomEcho.aesKey, '<xml>同意</xml>', wecomEcho.corpId), 'base64')
    const key = callbackKey(wecomEcho.aesKey)
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const mutated = Buffer.from(sealed)
        mutated[index] = (mutated[index] ?? 0) ^ change
        expect(openCallback(key, mutated.toString('base64'), wecomEcho.corpId)).not.toBe('<xml>同意</xml>')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('frame validation in openCallback', () => {
  const key = callbackKey(wecomEcho.aesKey)
  const seal = (plain: Buffer) => {
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
  }
  const frame = (message: Buffer, length: number, tail: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(length)
    return Buffer.concat([Buffer.alloc(16, 7), size, message, Buffer.from('ww'), tail])
  }
  // 16 + 4 + 4 + 2 bytes leave 6 of padding up to 32.
  const good = () => frame(Buffer.from('text'), 4, Buffer.alloc(6, 6))

  it('openCallback decrypts a valid frame', () => {
    expect(openCallback(key, seal(good()), 'ww')).toBe('text')
  })

  it.each([
    ['padding 0', frame(Buffer.from('text'), 4, Buffer.alloc(6, 0))],
    ['padding 33', frame(Buffer.from('some text'), 9, Buffer.alloc(33, 33))],
    ['padding longer than the frame', Buffer.alloc(16, 32)],
    ['padding of unequal bytes', frame(Buffer.from('text'), 4, Buffer.from([1, 2, 3, 4, 5, 6]))],
    ['a length beyond the end', frame(Buffer.from('text'), 4_294_967_295, Buffer.alloc(6, 6))],
    ['a length that includes the receiver id', frame(Buffer.from('text'), 6, Buffer.alloc(6, 6))],
    ['a length that leaves more than the receiver id', frame(Buffer.from('text'), 3, Buffer.alloc(6, 6))],
    ['a message that is not UTF-8', frame(Buffer.from([0xc0, 0xaf, 0xff, 0xfe]), 4, Buffer.alloc(6, 6))],
    ['only padding', Buffer.alloc(32, 32)],
    ['a frame shorter than its header', Buffer.concat([Buffer.alloc(16, 7), Buffer.alloc(16, 16)])],
  ])('openCallback rejects %s', (_name, plain) => {
    expect(openCallback(key, seal(plain), 'ww')).toBeNull()
  })

  it.each(['', 'x', '====', 'AAAA', 'not base64!', `${seal(good())}\n`, seal(good()).slice(4), 'A'.repeat(100_000)])(
    'openCallback rejects the malformed ciphertext %.20j',
    (text) => {
      expect(openCallback(key, text, 'ww')).toBeNull()
    },
  )

  it('openCallback rejects a frame for another receiver id', () => {
    expect(openCallback(key, seal(good()), 'w')).toBeNull()
    expect(openCallback(key, seal(good()), 'WW')).toBeNull()
  })
})
