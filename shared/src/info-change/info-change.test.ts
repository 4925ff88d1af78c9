import { describe, expect, it } from 'vitest'
import { requestDraft } from '../requests/types/index.ts'
import { infoChange } from './info-change.ts'

const codesOf = (payload: unknown) => {
  const parsed = infoChange.payload.safeParse(payload)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

describe('infoChange.payload', () => {
  it('infoChange.payload accepts its example', () => {
    expect(requestDraft.safeParse({ kind: 'info_change', payload: infoChange.example }).success).toBe(true)
  })

  it('infoChange.payload trims and normalises typed text', () => {
    const parsed = infoChange.payload.parse({ position: { from: '', to: '  cafe\u0301 店长 ' } })
    expect(parsed.position?.to).toBe('caf\u00e9 店长')
  })

  it('infoChange.payload removes the gaps from an office phone number', () => {
    const parsed = infoChange.payload.parse({ telephone: { from: '', to: '0755 8601\u00a02046' } })
    expect(parsed.telephone?.to).toBe('075586012046')
    expect(codesOf({ telephone: { from: '0755-1', to: '0755 -1' } })).toEqual(['telephone.to info.unchanged'])
  })

  it.each([
    [{}, ' info.nothing_changed'],
    [{ position: { from: '店长', to: '店长' } }, 'position.to info.unchanged'],
    [{ position: { from: '店长', to: '  ' } }, 'position.to info.empty'],
    [{ position: { from: '', to: '店\u200b长' } }, 'position.to text.unseen_signs'],
    [{ position: { from: '', to: '店\u0000长' } }, 'position.to text.unseen_signs'],
    [{ position: { from: '', to: '𠮷'.repeat(129) } }, 'position.to text.too_long'],
    [{ telephone: { from: '', to: '转 8601' } }, 'telephone.to info.telephone_signs'],
    [{ telephone: { from: '', to: '1'.repeat(33) } }, 'telephone.to text.too_long'],
  ])('infoChange.payload refuses %j', (payload, code) => {
    expect(codesOf(payload)).toContain(code)
  })

  it('infoChange.payload counts code points, so that 128 characters beyond the BMP fit', () => {
    expect(codesOf({ position: { from: '', to: '𠮷'.repeat(128) } })).toEqual([])
  })

  it('infoChange.payload refuses unknown keys', () => {
    expect(codesOf({ position: { from: '', to: '店长' }, status: 'done' })).not.toEqual([])
  })
})
