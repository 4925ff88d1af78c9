import type { AuditorLinkBody } from '@desk/shared/evidence-room/link-schemas'
import type { EvidenceExportBody, RoomQuery } from '@desk/shared/evidence-room/room-schemas'
import { useApi } from './desk-api.ts'
import { type PageCursor, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** API client of the evidence room and of the links to it. */
export function useEvidenceRoomApi() {
  const room = useApi().client['evidence-room']
  return {
    room: (query: RoomQuery, signal?: AbortSignal) => unwrap(room.$get({ query }, requestInit(signal))),
    exportEvidence: (json: EvidenceExportBody) => unwrap(room.export.$post({ json })),
    open: (token: string) => unwrap(room.open.$post({ json: { token } })),
    links: (query: PageCursor, signal?: AbortSignal) => unwrap(room.links.$get({ query }, requestInit(signal))),
    createLink: (json: AuditorLinkBody) => unwrap(room.links.$post({ json })),
    endLink: (id: string) => unwrap(room.links[':id'].end.$post({ param: { id } })),
  }
}
