import type { Kit } from '../kit.ts'

/** Past the minute in which a decision can be taken back. */
export function afterSecondThoughts(kit: Kit): void {
  kit.deps.clock.advanceSeconds(60)
}
