import { z } from 'zod'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { FileResult, mediaTypes } from '../media-file.ts'
import { requireMedia, storeMedia } from '../media.ts'

/** Files for messages (doc 90253, 90254). An error is JSON with HTTP 200, so callers must check the content type. */
export const mediaEndpoints = [
  post('media/upload', {
    token: 'either',
    query: z.looseObject({ type: z.string().optional() }),
    handle: ({ context, query, upload }) => {
      const type = mediaTypes.find((name) => name === query.type) ?? refuse(40005)
      if (!upload) return refuse(44001)
      const media = storeMedia(context, type, upload)
      const createdAt = String(Math.floor(media.createdAtMs / 1000))
      return { errmsg: '', type, media_id: media.mediaId, created_at: createdAt }
    },
  }),
  get('media/get', {
    token: 'either',
    query: z.looseObject({ media_id: z.string().optional() }),
    handle: ({ context, query }) => new FileResult(requireMedia(context, query.media_id ?? refuse(41006))),
  }),
]
