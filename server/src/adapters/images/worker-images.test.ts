import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { workerImages } from './worker-images.ts'

const images = workerImages()
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })

/** Creates an image of noise, which compresses badly. */
const noise = (side: number) => {
  const bytes = Buffer.alloc(side * side * 3)
  let seed = 1
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16
  return sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
/** Returns a PNG that declares these dimensions and contains no pixels. */
function pngOf(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', Buffer.alloc(0)), chunk('IEND', Buffer.alloc(0))])
}

describe('workerImages', () => {
  it('workerImages removes metadata and applies the orientation', async () => {
    const exif = { IFD0: { Copyright: 'Somebody', Artist: '郭𠮷' }, IFD3: { GPSLatitude: '22/1 32/1 0/1' } }
    const photo = await plain(300, 200).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect((await sharp(photo).metadata()).exif).toBeDefined()
    const result = await images.toSmallJpeg(photo, 'guoji')
    if (!('bytes' in result)) throw new Error(result.refused)
    const { format, exif: remainingExif, orientation, width, height } = await sharp(result.bytes).metadata()
    expect({ format, remainingExif, orientation, width, height }).toEqual({
      format: 'jpeg',
      remainingExif: undefined,
      orientation: undefined,
      width: 200,
      height: 300,
    })
  })

  it('workerImages returns at most a megabyte for any content', async () => {
    const result = await images.toSmallJpeg(await noise(1800).png({ compressionLevel: 0 }).toBuffer(), 'guoji')
    if (!('bytes' in result)) throw new Error(result.refused)
    expect(result.bytes.length).toBeLessThanOrEqual(1024 * 1024)
  })

  it('workerImages converts CMYK and animated images to one RGB still image', async () => {
    const printed = await plain(40, 30).toColourspace('cmyk').jpeg().toBuffer()
    expect((await sharp(printed).metadata()).space).toBe('cmyk')
    const frames = 200
    const moving = await sharp(Buffer.alloc(8 * 8 * frames * 3), {
      raw: { width: 8, height: 8 * frames, channels: 3, pageHeight: 8 },
    })
      .webp({ loop: 0 })
      .toBuffer()
    for (const original of [printed, moving]) {
      const result = await images.toSmallJpeg(original, 'guoji')
      if (!('bytes' in result)) throw new Error(result.refused)
      const { format, space, height, pages } = await sharp(result.bytes).metadata()
      expect({ format, space, isStill: pages === undefined, isSmall: (height ?? 0) <= 30 }).toEqual({
        format: 'jpeg',
        space: 'srgb',
        isStill: true,
        isSmall: true,
      })
    }
  })

  it('workerImages refuses a decompression bomb by its header', async () => {
    expect(await images.toSmallJpeg(pngOf(30_000, 30_000), 'guoji')).toEqual({ refused: 'too_many_pixels' })
  })

  it.each([
    ['a truncated file', async () => (await plain(400, 400).png().toBuffer()).subarray(0, 120)],
    ['an empty file', () => Promise.resolve(Buffer.alloc(0))],
    ['a file that is not an image', () => Promise.resolve(Buffer.from('%PDF-1.7'))],
  ])('workerImages refuses %s as unreadable', async (_name, make) => {
    expect(await images.toSmallJpeg(await make(), 'guoji')).toEqual({ refused: 'unreadable' })
  })

  it('workerImages converts another member’s image after at most one image of a member who sends many', async () => {
    const done: string[] = []
    const slow = workerImages(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { refused: 'unreadable' }
    })
    const send = async (by: string) => done.push((await slow.toSmallJpeg(new Uint8Array(), by)) && by)
    await Promise.all([...Array.from({ length: 10 }, () => send('guoji')), send('limin')])
    expect(done.indexOf('limin')).toBe(1)
    expect(done).toHaveLength(11)
  })
})
