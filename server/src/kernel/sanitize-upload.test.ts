import { describe, expect, it } from 'vitest'
import { fileTypeOf } from './sanitize-upload.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))

describe('fileTypeOf', () => {
  it.each([
    ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'picture'],
    ['PNG', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a]), 'picture'],
    ['WebP', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'picture'],
    ['PDF', bytes('%PDF-1.7\n'), 'pdf'],
    ['GIF', bytes('GIF89a'), null],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg">'), null],
    ['SVG behind an XML head', bytes('<?xml version="1.0"?><svg>'), null],
    ['HEIC', bytes([0, 0, 0, 24], 'ftypheic'), null],
    ['a WAV', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), null],
    ['a zip', bytes('PK\x03\x04'), null],
    ['HTML', bytes('<!doctype html>'), null],
    ['nothing', bytes(), null],
  ])('fileTypeOf recognizes JPEG, PNG, WebP and PDF only: %s', (_name, file, kind) => {
    expect(fileTypeOf(file)).toBe(kind)
  })
})
