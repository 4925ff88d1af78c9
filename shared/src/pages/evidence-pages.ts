import type { AuditorLinks } from '../evidence-room/link-schemas.ts'
import type { RoomView } from '../evidence-room/room-schemas.ts'
import { page, unroutedPage } from './define-page.ts'

/** The rows of the page table for the evidence room. */
export const evidencePages = {
  'evidence-links': page(
    '/evidence-room/links',
    'room_keeper',
    'evidence-room/Links',
    'desk',
    'evidence-room',
  ).shows<AuditorLinks>(),
  /** Null: the link that this browser opened has ended. */
  'evidence-room': page(
    '/evidence-room',
    'room',
    'evidence-room/Room',
    'desk',
    'policies',
    'records',
    'evidence-room',
  ).shows<RoomView | null>(),
  verify: unroutedPage('verify/Verify', 'verify').shows<null>(),
  'evidence-entry': unroutedPage('evidence-room/Entry', 'evidence-room').shows<null>(),
}
