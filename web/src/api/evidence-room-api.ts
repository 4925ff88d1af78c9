import type { AuditorLinkBody } from '@desk/shared/evidence-room/link-schemas'
import type { EvidenceExportBody, RoomQuery } from '@desk/shared/evidence-room/room-schemas'
import { downloadProgress, PROGRESS_HEADER } from '@desk/shared/kernel/download-progress'
import { useApi } from './desk-api.ts'
import { type PageCursor, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the evidence room and of the links to it. */
export function useEvidenceRoomApi() {
  const room = useApi().client['evidence-room']
  return {
    room: (query: RoomQuery, signal?: AbortSignal) => unwrap(room.$get({ query }, requestInit(signal))),
    /** Returns the progress of the file that is generated behind a download link. */
    async downloadProgress(path: string) {
      const response = await fetch(path, { method: 'HEAD', cache: 'no-store' })
      return downloadProgress(response.headers.get(PROGRESS_HEADER), response.status)
    },
    exportEvidence: (json: EvidenceExportBody) => unwrap(room.export.$post({ json })),
    open: (token: string) => unwrap(room.open.$post({ json: { token } })),
    links: (query: PageCursor, signal?: AbortSignal) => unwrap(room.links.$get({ query }, requestInit(signal))),
    createLink: (json: AuditorLinkBody) => unwrap(room.links.$post({ json })),
    endLink: (id: string) => unwrap(room.links[':id'].end.$post({ param: { id } })),
  }
}
