import { announceReady, optionsOfProgram } from '../lib/as-child-program.ts'
import { type ClusterOptions, startCluster } from './start-cluster.ts'

const { stop, ...addresses } = await startCluster(optionsOfProgram<ClusterOptions>())
announceReady(addresses, stop)
