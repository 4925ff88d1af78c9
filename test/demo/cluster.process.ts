import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import { type ClusterOptions, startCluster } from './start-cluster.ts'

const { stop, ...addresses } = await startCluster(optionsOfProgram<ClusterOptions>())
announceReady(addresses, stop)
