import { crc32, deflateSync } from 'node:zlib'
import {
  ATTACHMENTS_PER_DAY,
  type AttachmentView,
  type DownloadLink,
  type CommentsView,
  UPLOAD_MAX_BYTES,
} from '@desk/shared/comments/comment-schemas'
import { beforeAll, expect, it } from 'vitest'
import { residentMb } from '../lib/process-memory.ts'
import type { Visitor } from '../lib/browser-session.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { submitPosition } from './submit-position.ts'

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const SCRIPT = '<script>alert(1)</script>'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Returns the header of a PNG file, greyscale with eight bits. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([PNG_SIGNATURE, chunk('IHDR', header)])
}
const endChunk = chunk('IEND', Buffer.alloc(0))

/** Returns a PNG file of one pixel, followed by `trailer`. */
function pixelWith(trailer: string): Buffer {
  const data = chunk('IDAT', deflateSync(Buffer.from([0, 128])))
  return Buffer.concat([pngHeader(1, 1), data, endChunk, Buffer.from(trailer)])
}

const refusedFiles = [
  {
    description: 'an image of 30,000 × 30,000',
    name: 'a.png',
    bytes: Buffer.concat([pngHeader(30_000, 30_000), endChunk]),
  },
  { description: 'a truncated image', name: 'a.png', bytes: pixelWith('').subarray(0, 50) },
  { description: 'a GIF with many frames', name: 'a.gif', bytes: Buffer.from('GIF89a' + '\0'.repeat(10_000)) },
  { description: 'HEIC', name: 'a.heic', bytes: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') },
  { description: 'SVG', name: 'a.svg', bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`) },
  { description: 'SVG named PNG', name: 'a.png', bytes: Buffer.from(`<?xml version="1.0"?><svg>${SCRIPT}</svg>`) },
  { description: 'HTML named PDF', name: 'a.pdf', bytes: Buffer.from(`<html>${SCRIPT}</html>`) },
  { description: 'a program', name: 'a.jpg', bytes: Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1') },
  { description: 'a ZIP', name: 'a.zip', bytes: Buffer.from('PK\x03\x04' + '\0'.repeat(100), 'latin1') },
  { description: 'an empty file', name: 'a.png', bytes: Buffer.alloc(0) },
]

/** Tests uploads of hostile files, their daily limit, downloads, and access to the files of others. */
export function fileAttacks(environment: () => AttackEnvironment): void {
  let owner: Visitor
  let requestId: string
  beforeAll(async () => {
    owner = await environment().as('tanjing')
    requestId = (await submitPosition(owner)).id
  })
  const upload = (visitor: Visitor, name: string, bytes: Buffer) =>
    visitor.post('/api/attachments', { name, data: bytes.toString('base64') })
  /** Uploads a file and sends a comment with it. */
  async function attach(name: string, bytes: Buffer): Promise<AttachmentView> {
    const response = await upload(owner, name, bytes)
    expect(response.status).toBe(201)
    const file = (await response.json()) as AttachmentView
    const sent = await owner.post(`/api/requests/${requestId}/comments`, { text: '见附件', attachments: [file.id] })
    expect(sent.status).toBe(201)
    return file
  }
  const linkTo = async (visitor: Visitor, id: string) =>
    visitor.post(`/api/requests/${requestId}/attachments/${id}/link`, {})
  const download = async (id: string) => {
    const { path } = (await (await linkTo(owner, id)).json()) as DownloadLink
    return { path, response: await owner.get(path) }
  }

  it.each(refusedFiles)('D2: an upload of $description is refused', async ({ name, bytes }) => {
    const before = residentMb(environment().pid) ?? 0
    const response = await upload(owner, name, bytes)
    const { error } = (await response.json()) as { error: { code: string } }
    expect([response.status, error.code]).toEqual([422, 'file.refused'])
    // 30,000 × 30,000 pixels would take 900 MB.
    expect((residentMb(environment().pid) ?? 0) - before).toBeLessThan(120)
  })

  it('D1: an upload above the size limit is refused', async () => {
    const response = await upload(owner, 'a.pdf', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(UPLOAD_MAX_BYTES)]))
    expect([413, 422]).toContain(response.status)
  })

  it('D2: an uploaded image is re-encoded, without the data after its end', async () => {
    const { id } = await attach('a.png', pixelWith(`PK\x03\x04${SCRIPT}`))
    const { response } = await download(id)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    expect(bytes.toString('latin1')).not.toMatch(/PK\x03\x04|<script/)
  })

  it('H1 K5: a download is an attachment with a fixed content type and a sandbox policy', async () => {
    const { id } = await attach('文件"%0d%0a;x=.html', Buffer.from(`%PDF-1.7\n${SCRIPT}`))
    const { headers } = (await download(id)).response
    expect(headers.get('content-type')).toBe('application/pdf')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toMatch(/sandbox|default-src 'none'/)
    const disposition = headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/)
    expect(disposition).not.toMatch(/[\r\n]/)
  })

  it.each(['a\r\nSet-Cookie: x=1.pdf', 'a\u0000.pdf', 'a\u202Efdp.exe', '', 'x'.repeat(300)])(
    'K5: an upload with the file name %j is refused',
    async (name) => {
      expect((await upload(owner, name, Buffer.from('%PDF-1.7'))).status).toBe(422)
    },
  )

  it('K1: a file name with markup is returned as JSON and is not in the HTML of the page', async () => {
    const name = '<img src=x onerror=alert(1)>.pdf'
    await attach(name, Buffer.from('%PDF-1.7'))
    const response = await owner.get(`/api/requests/${requestId}/comments`)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    const { comments } = (await response.json()) as CommentsView
    expect(comments.flatMap(({ attachments }) => attachments.map((file) => file.name))).toContain(name)
    expect(await (await owner.open(`/requests/${requestId}`)).text()).not.toContain('<img src=x')
  })

  it('A1 A6: only participants of a request get a link to its file, and the link works once and only for them', async () => {
    const { id } = await attach('a.pdf', Buffer.from('%PDF-1.7'))
    const other = await environment().as('wangfang')
    expect((await linkTo(other, id)).status).toBe(404)
    const { path } = (await (await linkTo(owner, id)).json()) as DownloadLink
    expect((await other.get(path)).status).toBe(410)
    expect((await owner.get(path)).status).toBe(200)
    expect((await owner.get(path)).status).toBe(410)
    expect((await other.get(`/d/${'A'.repeat(43)}`)).status).toBe(410)
  })

  it('A1: a file of another member cannot be attached to a comment', async () => {
    const file = (await (await upload(owner, 'a.pdf', Buffer.from('%PDF-1.7'))).json()) as AttachmentView
    const other = await environment().as('wangfang')
    const own = await submitPosition(other)
    const response = await other.post(`/api/requests/${own.id}/comments`, { text: '', attachments: [file.id] })
    expect(response.status).toBe(422)
  })

  it(`D8: a member can upload at most ${ATTACHMENTS_PER_DAY} files a day`, async () => {
    const uploader = await environment().as('gaofeng')
    const statuses: number[] = []
    for (let file = 0; file <= ATTACHMENTS_PER_DAY; file += 1)
      statuses.push((await upload(uploader, 'a.pdf', Buffer.from('%PDF-1.7'))).status)
    expect(statuses.slice(0, -1)).toEqual(Array(ATTACHMENTS_PER_DAY).fill(201))
    expect(statuses.at(-1)).toBe(429)
  })
}
