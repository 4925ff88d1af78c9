import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit } from '../testing/sim-kit.ts'
import { DAY_MS } from '@desk/shared/kernel/durations'

const bytes = (size: number, ...start: number[]) => {
  const result = new Uint8Array(size)
  result.set(start)
  return result
}
const png = bytes(100, 0x89, 0x50, 0x4e, 0x47)
const pdf = new TextEncoder().encode('%PDF-1.7 制度')

const createMediaKit = () => {
  const kit = createSimKit()
  const upload = async (type: string, content: Uint8Array<ArrayBuffer> | null) => {
    const form = new FormData()
    if (content) form.set('media', new Blob([content], { type: 'application/pdf' }), 'policy.pdf')
    const path = `/cgi-bin/media/upload?type=${type}&access_token=${await kit.token('agent')}`
    const response = await kit.simulator.app.request(path, { method: 'POST', body: form })
    return (await response.json()) as { errcode: number; media_id: string; created_at: string }
  }
  const download = async (mediaId: string, headers: Record<string, string> = {}) =>
    kit.simulator.app.request(`/cgi-bin/media/get?media_id=${mediaId}&access_token=${await kit.token('contacts')}`, {
      headers,
    })
  return { ...kit, upload, download }
}

describe('media files', () => {
  it('a media file can be downloaded with either token, whole or in part', async () => {
    const { upload, download } = createMediaKit()
    const stored = await upload('file', pdf)
    expect(stored).toMatchObject({
      errcode: 0,
      errmsg: '',
      type: 'file',
      created_at: expect.stringMatching(/^\d{10}$/),
    })
    const whole = await download(stored.media_id)
    expect(whole.headers.get('content-type')).toBe('application/pdf')
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${stored.media_id}.pdf"`)
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(pdf)
    const part = await download(stored.media_id, { range: 'bytes=1-3' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 1-3/${pdf.length}`,
      'PDF',
    ])
  })

  it('a media file expires after three days, and the error is JSON with status 200', async () => {
    const { upload, download, clock } = createMediaKit()
    const { media_id: mediaId } = await upload('image', png)
    clock.advance(3 * DAY_MS + 1)
    const response = await download(mediaId)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ errcode: 40007 })
    expect(await (await download('')).json()).toMatchObject({ errcode: 40007 })
  })

  it.each([
    ['an unknown type', 'movie', pdf, 40005],
    ['no file', 'file', null, 44001],
    ['an empty file', 'file', bytes(0), 44001],
    ['five bytes', 'file', bytes(5), 40006],
    ['an image in another format', 'image', pdf, 40123],
    ['a voice file in another format', 'voice', pdf, 301017],
    ['a video in another format', 'video', pdf, 40004],
    ['an image above 10 MB', 'image', bytes(10 * 1024 * 1024 + 1, 0xff, 0xd8, 0xff), 45001],
  ])('an upload with %s is refused', async (_name, type, content, errcode) => {
    expect(await createMediaKit().upload(type, content)).toMatchObject({ errcode })
  })

  it('a media file can be sent as a message', async () => {
    const kit = createMediaKit()
    const { media_id: mediaId } = await kit.upload('file', pdf)
    const send = (media: string) =>
      kit.post('agent', 'message/send', {
        touser: 'zhang',
        msgtype: 'file',
        agentid: simulatorDefaults.agentId,
        file: { media_id: media },
      })
    expect(await send(mediaId)).toMatchObject({ errcode: 0 })
    expect(await send('media-unknown')).toMatchObject({ errcode: 40007 })
    expect(kit.effects().at(-1)).toMatchObject({ effect: 'message', msgtype: 'file', title: 'policy.pdf' })
  })
})
