import type { AuditorLinks } from '../evidence-room/link-schemas.ts'
import type { RoomView } from '../evidence-room/room-schemas.ts'
import { page, unroutedPage } from './define-page.ts'

/** The pages of the evidence room, rows of the page table. */
export const evidencePages = {
  'evidence-links': page(
    '/evidence-room/links',
    'room_keeper',
    'evidence-room/pages/LinksPage',
    'desk',
    'evidence-room',
  ).shows<AuditorLinks>(),
  /** Null: the link of this browser is over. */
  'evidence-room': page(
    '/evidence-room',
    'room',
    'evidence-room/pages/RoomPage',
    'desk',
    'policies',
    'records',
    'evidence-room',
  ).shows<RoomView | null>(),
  verify: unroutedPage('verify/pages/VerifyPage', 'verify').shows<null>(),
  'evidence-entry': unroutedPage('evidence-room/pages/EntryPage', 'evidence-room').shows<null>(),
}
