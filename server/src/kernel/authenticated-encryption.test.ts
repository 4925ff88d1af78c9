import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decrypt, encrypt } from './authenticated-encryption.ts'

const parameters = { key: Buffer.alloc(32, 1), nonce: Buffer.alloc(12, 2) }

describe('authenticated encryption', () => {
  it('a text is decrypted with the same parameters, and with no others', () => {
    const sealed = encrypt(parameters, '张三')
    expect(decrypt(parameters, sealed)).toBe('张三')
    expect(decrypt({ ...parameters, key: Buffer.alloc(32, 3) }, sealed)).toBeNull()
    expect(decrypt({ ...parameters, nonce: Buffer.alloc(12, 3) }, sealed)).toBeNull()
    expect(decrypt({ ...parameters, associatedData: 'x' }, sealed)).toBeNull()
  })

  it('a tag that is shorter than 16 bytes, and easier to guess, is refused', () => {
    const cipher = createCipheriv('aes-256-gcm', parameters.key, parameters.nonce)
    cipher.final()
    const tag = cipher.getAuthTag()
    expect(decrypt(parameters, tag.toString('base64url'))).toBe('')
    expect(decrypt(parameters, tag.subarray(0, 4).toString('base64url'))).toBeNull()
  })
})
